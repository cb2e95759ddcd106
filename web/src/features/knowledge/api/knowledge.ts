import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from '../../../lib/api.ts';
import type { Page } from '../../../lib/contract.ts';
import type {
  KnowledgeDetail,
  KnowledgeEmbedding,
  KnowledgeEntry,
  KnowledgeHistory,
  KnowledgeSearchAnswer,
  KnowledgeStats,
} from '../../../lib/learning-contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import type { KnowledgeFilters } from './filters.ts';

/** Which lines of the record tell of a change here. */
export const knowledgeKinds = /^(knowledge|incident-resolved|incident-closed)/;
export const entryPath = (id: string): string => `/api/kb/${encodeURIComponent(id)}`;

/** Entries, the newest change first. */
export const entriesQuery = ({ q: _, ...filters }: KnowledgeFilters) =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.knowledge, 'list', filters],
    queryFn: ({ signal, pageParam }) =>
      get<Page<KnowledgeEntry>>('/api/kb', { signal, query: { ...filters, limit: 50, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });

/** What machines wrote and nobody has confirmed yet. */
export const candidatesQuery = () =>
  queryOptions({
    queryKey: [...queryKeys.knowledge, 'candidates'],
    queryFn: ({ signal }) => get<Page<KnowledgeEntry>>('/api/kb', { signal, query: { state: 'candidate', limit: 5 } }),
  });

/** Entries about a failure like this text, best first. */
export const foundQuery = (q: string, collection: string | undefined) =>
  queryOptions({
    queryKey: [...queryKeys.knowledge, 'search', q, collection ?? null],
    queryFn: ({ signal }) => get<KnowledgeSearchAnswer>('/api/kb/search', { signal, query: { q, collection, limit: 25 } }),
    placeholderData: keepPreviousData,
  });

export const statsQuery = () =>
  queryOptions({
    queryKey: [...queryKeys.knowledge, 'stats'],
    queryFn: ({ signal }) => get<KnowledgeStats>('/api/kb/stats', { signal }),
    staleTime: 15_000,
  });

/** How far the entries have vectors; asked often while there are some without. */
export const embeddingQuery = () =>
  queryOptions({
    queryKey: [...queryKeys.knowledge, 'embedding'],
    queryFn: ({ signal }) => get<KnowledgeEmbedding>('/api/kb/embedding', { signal }),
    refetchInterval: ({ state }) => ((state.data?.pending ?? 0) > 0 ? 2_000 : 60_000),
  });

export const entryQuery = (id: string) =>
  queryOptions({
    queryKey: [...queryKeys.knowledge, 'entry', id],
    queryFn: ({ signal }) => get<KnowledgeDetail>(entryPath(id), { signal }),
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: [...queryKeys.knowledge, 'entry', id, 'history'],
    queryFn: ({ signal }) => get<KnowledgeHistory>(`${entryPath(id)}/history`, { signal }),
  });
