import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, write } from '../../../lib/api.ts';
import type { Platform } from '../../../lib/contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

type Platforms = { readonly items: readonly Platform[] };

const askEveryMs = 1_000;
const patienceMs = 60_000;

const readPlatforms = (signal?: AbortSignal): Promise<Platforms> =>
  get<Platforms>('/api/platforms', signal === undefined ? {} : { signal });

export const platformsQuery = () =>
  queryOptions({
    queryKey: queryKeys.platforms,
    queryFn: ({ signal }) => readPlatforms(signal),
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

/** Has address, credentials and rights of a platform looked at by a worker, and waits for what it finds. */
export function useCheck() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, checkedAt }: Pick<Platform, 'id' | 'checkedAt'>): Promise<Platform> => {
      await write<unknown>('POST', `/api/platforms/${encodeURIComponent(id)}/check`);
      for (const begun = Date.now(); Date.now() - begun < patienceMs; await pause(askEveryMs)) {
        const answer = await readPlatforms();
        client.setQueryData<Platforms>(queryKeys.platforms, answer);
        const now = answer.items.find((platform) => platform.id === id);
        if (now !== undefined && now.checkedAt !== null && now.checkedAt !== checkedAt) return now;
      }
      throw new Error('Nobody has looked at it within a minute: is a worker running? The line at the bottom of the navigation says so');
    },
  });
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
