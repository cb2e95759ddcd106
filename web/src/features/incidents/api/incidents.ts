import { queryOptions } from '@tanstack/react-query';
import { get, withQuery } from '../../../lib/api.ts';
import type { IncidentSummary, Page } from '../../../lib/contract.ts';
import type { IncidentFilters } from '../../../lib/incident-filters.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

const pageSize = 50;
export type IncidentPage = Page<IncidentSummary>;

export const readIncidents = (filters: IncidentFilters, signal?: AbortSignal): Promise<IncidentPage> =>
  get<IncidentPage>('/api/incidents', { query: { ...filters, limit: pageSize }, ...(signal === undefined ? {} : { signal }) });

/** One page of cases. It renews itself row by row (`useLiveIncidents`), never as a whole under the reader. */
export const incidentsQuery = (filters: IncidentFilters) =>
  queryOptions({
    queryKey: queryKeys.incidentList(filters),
    queryFn: ({ signal }) => readIncidents(filters, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** Where the same cases come as CSV. */
export const csvAddress = ({ cursor: _, ...filters }: IncidentFilters): string => withQuery('/api/incidents.csv', filters);
