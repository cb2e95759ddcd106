import { useMutation, useQueryClient } from '@tanstack/react-query';
import { write } from '../../../lib/api.ts';
import type { KnowledgeChange, KnowledgeEntry, KnowledgeRequest, ReplayAnswer } from '../../../lib/learning-contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { entryPath } from './knowledge.ts';

/** What a person can do with entries; each renews what is shown of the knowledge base. */
export function useKnowledgeChanges() {
  const client = useQueryClient();
  const onSettled = (): void => void client.invalidateQueries({ queryKey: queryKeys.knowledge });
  const change = <Given>(mutationFn: (given: Given) => Promise<KnowledgeEntry>) => ({ mutationFn, onSettled });
  return {
    teach: useMutation(change((entry: KnowledgeRequest) => write('POST', '/api/kb', entry))),
    edit: useMutation(change(({ id, ...given }: KnowledgeChange & { readonly id: string }) => write('PUT', entryPath(id), given))),
    confirm: useMutation(change((id: string) => write('POST', `${entryPath(id)}/confirm`))),
    replay: useMutation({ mutationFn: (id: string) => write<ReplayAnswer>('POST', `${entryPath(id)}/replay`, {}) }),
    retire: useMutation(change((id: string) => write('DELETE', entryPath(id)))),
    trust: useMutation(
      change(({ id, ...given }: { readonly id: string; readonly confidence: number; readonly reason: string }) =>
        write('POST', `${entryPath(id)}/confidence`, given),
      ),
    ),
    tell: useMutation(
      change(({ id, ...given }: { readonly id: string; readonly success: boolean; readonly reason?: string }) =>
        write('POST', `${entryPath(id)}/outcomes`, given),
      ),
    ),
    comment: useMutation({
      mutationFn: ({ id, text }: { readonly id: string; readonly text: string }) =>
        write<unknown>('POST', `${entryPath(id)}/comments`, { text }),
      onSettled,
    }),
    reembed: useMutation({ mutationFn: () => write<{ readonly pending: number }>('POST', '/api/kb/reembed'), onSettled }),
  };
}
