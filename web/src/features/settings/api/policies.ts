import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, write } from '../../../lib/api.ts';
import type { PolicyBody, PolicyRow } from '../../../lib/contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

export interface Policies {
  readonly default: PolicyBody;
  readonly items: readonly PolicyRow[];
}

export const policiesQuery = () =>
  queryOptions({ queryKey: queryKeys.policies, queryFn: ({ signal }) => get<Policies>('/api/policies', { signal }) });

/** Sets what the tenant's policy changes; earlier versions stay. */
export function useSavePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: { readonly body: PolicyBody; readonly note?: string }) =>
      write<PolicyRow>('PUT', '/api/policies/tenant', request),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.policies }),
  });
}
