import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, write } from '../../../lib/api.ts';
import type { Job, Page, StartRunAnswer } from '../../../lib/contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

/** Jobs by name. */
export const jobsQuery = (text: string) =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.jobs, text],
    queryFn: ({ signal, pageParam }) => get<Page<Job>>('/api/jobs', { signal, query: { q: text, limit: 50, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 30_000,
  });

/** Starts a job now, through its platform. */
export function useStartRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (jobId: string) => write<StartRunAnswer>('POST', `/api/jobs/${encodeURIComponent(jobId)}/runs`),
    onSettled: () => void client.invalidateQueries({ queryKey: queryKeys.jobs }),
  });
}
