import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, type Query, withQuery, write } from '../../../lib/api.ts';
import type { CorrectionRequest, IncidentDetail, Page } from '../../../lib/contract.ts';
import type {
  AcceptAnswer,
  AnalysisAnswer,
  Correction,
  CorrectionImportAnswer,
  FeedbackItem,
  ReplayAnswer,
  ReviewItem,
  Suggestion,
  Suppression,
} from '../../../lib/learning-contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

export const reviewKinds = /^(incident|feedback|diagnosis|decision|verdict|correction|suggestion|rule|knowledge)/;

const pages = <Item>(name: string, path: string, filters: Query) =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.review, name, filters],
    queryFn: ({ signal, pageParam }) => get<Page<Item>>(path, { signal, query: { ...filters, limit: 50, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });

/** Diagnoses that a person should look at, newest first. */
export const diagnosesQuery = (filters: { readonly show: string; readonly reason: string | undefined }) =>
  pages<ReviewItem>('diagnoses', '/api/review-queue', filters);
/** What people said of decisions. */
export const feedbackQuery = (filters: { readonly q: string | undefined }) => pages<FeedbackItem>('feedback', '/api/feedback', filters);
export const suggestionsQuery = (state: string) => pages<Suggestion>('suggestions', '/api/suggestions', { state });
export const correctionsQuery = (filters: { readonly q: string | undefined; readonly person: string | undefined }) =>
  pages<Correction>('corrections', '/api/corrections', filters);

/** Failures that open no case any more. */
export const silencedQuery = () =>
  queryOptions({
    queryKey: [...queryKeys.review, 'silenced'],
    queryFn: ({ signal }) => get<Page<Suppression>>('/api/suppressions', { signal, query: { state: 'active', limit: 200 } }),
  });

/** What a diagnosis rests on: read when it is opened. */
export const caseQuery = (incidentId: string) =>
  queryOptions({
    queryKey: queryKeys.incident(incidentId),
    queryFn: ({ signal }) => get<IncidentDetail>(`/api/incidents/${encodeURIComponent(incidentId)}`, { signal }),
  });

export interface Judgement {
  readonly kind: 'correct' | 'wrong_category' | 'wrong_action' | 'outcome_success' | 'outcome_failure';
  readonly speedRating?: number;
  readonly effectivenessRating?: number;
  readonly comment?: string;
}

/** What a reviewer can do. */
export function useReview() {
  const client = useQueryClient();
  const renew = (): void => {
    void client.invalidateQueries({ queryKey: queryKeys.review });
    void client.invalidateQueries({ queryKey: queryKeys.rules });
  };
  const settled = { onSettled: renew };
  const of = (id: string, part: string): string => `/api/incidents/${encodeURIComponent(id)}/${part}`;
  return {
    renew,
    judge: useMutation({
      mutationFn: ({ id, ...given }: Judgement & { readonly id: string }) => write<unknown>('POST', of(id, 'feedback'), given),
    }),
    correct: useMutation({
      mutationFn: ({ id, ...given }: CorrectionRequest & { readonly id: string }) => write<unknown>('POST', of(id, 'corrections'), given),
    }),
    falsePositive: useMutation({
      mutationFn: ({ id, reason }: { readonly id: string; readonly reason: string }) =>
        write<unknown>('POST', of(id, 'false-positive'), { reason }),
    }),
    silence: useMutation({
      mutationFn: ({ id, reason }: { readonly id: string; readonly reason: string }) =>
        write<unknown>('POST', '/api/suppressions', { incidentId: id, reason }),
    }),
    revoke: useMutation({
      mutationFn: (id: string) => write<unknown>('DELETE', `/api/suppressions/${encodeURIComponent(id)}`),
      ...settled,
    }),
    analyse: useMutation({
      mutationFn: (source: Suggestion['source']) => write<AnalysisAnswer>('POST', '/api/suggestions', { source }),
      ...settled,
    }),
    replay: useMutation({ mutationFn: (suggestionId: string) => write<ReplayAnswer>('POST', '/api/rules/replay', { suggestionId }) }),
    accept: useMutation({
      mutationFn: ({ id, force }: { readonly id: string; readonly force: boolean }) =>
        write<AcceptAnswer>('POST', `/api/suggestions/${encodeURIComponent(id)}/accept`, { force }),
      ...settled,
    }),
    reject: useMutation({
      mutationFn: ({ id, reason }: { readonly id: string; readonly reason: string }) =>
        write<unknown>('POST', `/api/suggestions/${encodeURIComponent(id)}/reject`, { reason }),
      ...settled,
    }),
    importCsv: useMutation({
      mutationFn: (csv: string) => write<CorrectionImportAnswer>('POST', '/api/corrections/import', { csv }),
      ...settled,
    }),
  };
}

/** Where all corrections that match can be had as a file. */
export const correctionsAddress = (filters: { readonly q: string | undefined; readonly person: string | undefined }): string =>
  withQuery('/api/corrections/export', filters);

/** Where the training data of corrections and confirmed verdicts come from. */
export const trainingDataAddress = withQuery('/api/feedback/training-data');
