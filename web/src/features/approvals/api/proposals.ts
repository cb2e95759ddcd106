import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from '../../../lib/api.ts';
import { ApiError } from '../../../lib/api-error.ts';
import type { IncidentDetail, Page, ProposalItem } from '../../../lib/contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

/** What waits for a person, most urgent first. */
export const proposalsQuery = () =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.proposals, 'queue'],
    queryFn: ({ signal, pageParam }) =>
      get<Page<ProposalItem>>('/api/proposals', { signal, query: { state: 'open', limit: 50, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 30_000,
  });

/** What waits in one case; null when nothing does any more. */
export const proposalQuery = (incidentId: string) =>
  queryOptions({
    queryKey: queryKeys.proposal(incidentId),
    queryFn: ({ signal }) =>
      get<ProposalItem>(`/api/proposals/${encodeURIComponent(incidentId)}`, { signal }).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }),
    refetchInterval: 30_000,
  });

/** The whole case, for the evidence around the quoted lines and for what became of a decided proposal. */
export const caseQuery = (incidentId: string) =>
  queryOptions({
    queryKey: queryKeys.incident(incidentId),
    queryFn: ({ signal }) => get<IncidentDetail>(`/api/incidents/${encodeURIComponent(incidentId)}`, { signal }),
  });
