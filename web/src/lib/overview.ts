import { queryOptions } from '@tanstack/react-query';
import { get } from './api.ts';
import type { IncidentOverview } from './contract.ts';
import { queryKeys } from './query-keys.ts';

/** How things stand: what is open, what waits, and what was handled in the last seven days. */
export const overviewQuery = () =>
  queryOptions({
    queryKey: queryKeys.overview,
    queryFn: ({ signal }) => get<IncidentOverview>('/api/incidents/overview', { signal }),
    refetchInterval: 30_000,
  });
