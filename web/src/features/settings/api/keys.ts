import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, write } from '../../../lib/api.ts';
import type { ApiKey, KeyRequest, NewApiKey } from '../../../lib/contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

export const keysQuery = () =>
  queryOptions({ queryKey: queryKeys.keys, queryFn: ({ signal }) => get<{ readonly items: readonly ApiKey[] }>('/api/keys', { signal }) });

export function useKeyChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: queryKeys.keys });
  return {
    create: useMutation({ mutationFn: (request: KeyRequest) => write<NewApiKey>('POST', '/api/keys', request), onSuccess }),
    revoke: useMutation({ mutationFn: (id: string) => write<unknown>('DELETE', `/api/keys/${encodeURIComponent(id)}`), onSuccess }),
  };
}
