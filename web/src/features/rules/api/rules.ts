import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, write } from '../../../lib/api.ts';
import type { Page } from '../../../lib/contract.ts';
import type { ReplayAnswer, ReplayRequest, Rule, RuleRequest, RuleTestAnswer, RuleUpdate } from '../../../lib/learning-contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

/** What the list is narrowed to, as the address and the API have it. */
export interface RuleFilters {
  readonly q?: string | undefined;
  readonly cause?: string | undefined;
  readonly group?: string | undefined;
  readonly tag?: string | undefined;
  readonly source?: Rule['source'] | undefined;
  readonly state?: 'enabled' | 'disabled' | undefined;
}

export const ruleKinds = /^(rule|suggestion)/;
const rulePath = (id: string): string => `/api/rules/${encodeURIComponent(id)}`;

/** Own rules first, then the built-in ones. */
export const rulesQuery = (filters: RuleFilters) =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.rules, 'list', filters],
    queryFn: ({ signal, pageParam }) => get<Page<Rule>>('/api/rules', { signal, query: { ...filters, limit: 100, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });

export const ruleQuery = (id: string) =>
  queryOptions({ queryKey: [...queryKeys.rules, 'rule', id], queryFn: ({ signal }) => get<Rule>(rulePath(id), { signal }) });

/** What a rule as it stands in the form would do with its examples. A question in the shape of a write: nothing is kept. */
export const testQuery = (rule: RuleRequest, examples: readonly { readonly text: string; readonly matches: boolean }[]) =>
  queryOptions({
    queryKey: [...queryKeys.rules, 'test', rule, examples],
    queryFn: () => write<RuleTestAnswer>('POST', '/api/rules/test', { rule, examples }),
    enabled: rule.pattern !== '',
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });

/** What can be done with rules; each change renews what is shown of them. */
export function useRuleChanges() {
  const client = useQueryClient();
  const onSettled = (): void =>
    void client.invalidateQueries({ queryKey: queryKeys.rules, predicate: ({ queryKey }) => queryKey[1] !== 'test' });
  const change = <Given>(mutationFn: (given: Given) => Promise<Rule>) => ({ mutationFn, onSettled });
  return {
    add: useMutation(change((rule: RuleRequest) => write('POST', '/api/rules', rule))),
    replace: useMutation(change(({ id, ...rule }: RuleUpdate & { readonly id: string }) => write('PUT', rulePath(id), rule))),
    turn: useMutation(
      change(({ id, ...given }: { readonly id: string; readonly enabled: boolean; readonly version: number }) =>
        write('PUT', `${rulePath(id)}/state`, given),
      ),
    ),
    remove: useMutation({ mutationFn: (id: string) => write<unknown>('DELETE', rulePath(id)), onSettled }),
    replay: useMutation({ mutationFn: (request: ReplayRequest) => write<ReplayAnswer>('POST', '/api/rules/replay', request) }),
  };
}
