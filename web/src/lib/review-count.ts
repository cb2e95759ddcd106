import { queryOptions } from '@tanstack/react-query';
import { get } from './api.ts';
import type { ReviewCount } from './learning-contract.ts';
import { queryKeys } from './query-keys.ts';

/** How much waits for a reviewer. */
export const reviewCountQuery = () =>
  queryOptions({
    queryKey: [...queryKeys.review, 'count'],
    queryFn: ({ signal }) => get<ReviewCount>('/api/review-queue/count', { signal }),
    staleTime: 30_000,
    refetchInterval: 60_000,
    retry: false,
  });
