import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from '../../../lib/api.ts';
import type { CaughtMail, OutboxItem, Page } from '../../../lib/contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

export type CaughtContent = CaughtMail & { readonly text: string; readonly html: string };
export type CaughtPage = Page<CaughtMail> & { readonly note: string | null };

/** Mails that were to be sent, newest first. */
export const outboxQuery = () =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.outbox, 'sent'],
    queryFn: ({ signal, pageParam }) => get<Page<OutboxItem>>('/api/outbox', { signal, query: { limit: 50, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** Mails that the embedded catcher received, newest first. */
export const caughtQuery = () =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.outbox, 'caught'],
    queryFn: ({ signal, pageParam }) => get<CaughtPage>('/api/outbox/caught', { signal, query: { limit: 50, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

export const caughtMailQuery = (id: string) =>
  queryOptions({
    queryKey: [...queryKeys.outbox, 'caught', id],
    queryFn: ({ signal }) => get<CaughtContent>(`/api/outbox/caught/${encodeURIComponent(id)}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
