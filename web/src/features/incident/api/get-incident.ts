import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../lib/api.ts';
import type { IncidentDetail, RecordLine } from '../../../lib/contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

const pathOf = (incidentId: string): string => `/api/incidents/${encodeURIComponent(incidentId)}`;

/** One case with everything about it. Live changes renew it; the interval is for when they do not come. */
export const incidentQuery = (incidentId: string) =>
  queryOptions({
    queryKey: queryKeys.incident(incidentId),
    queryFn: ({ signal }) => get<IncidentDetail>(pathOf(incidentId), { signal }),
    refetchInterval: 30_000,
  });

/** What happened in a case, oldest first. */
export const recordQuery = (incidentId: string) =>
  queryOptions({
    queryKey: queryKeys.record(incidentId),
    queryFn: ({ signal }) => get<{ readonly items: readonly RecordLine[] }>(`${pathOf(incidentId)}/record`, { signal }),
    refetchInterval: 30_000,
  });
