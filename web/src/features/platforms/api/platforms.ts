import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, write } from '../../../lib/api.ts';
import type { Platform } from '../../../lib/contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

export const platformsQuery = () =>
  queryOptions({
    queryKey: queryKeys.platforms,
    queryFn: ({ signal }) => get<{ readonly items: readonly Platform[] }>('/api/platforms', { signal }),
    refetchInterval: 30_000,
  });

/** Looks for failed runs on a platform now. */
export function useSweep() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (platform: string) => write<unknown>('POST', `/api/platforms/${encodeURIComponent(platform)}/sweep`),
    onSettled: () => void client.invalidateQueries({ queryKey: queryKeys.platforms }),
  });
}
