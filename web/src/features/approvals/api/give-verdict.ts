import { useMutation } from '@tanstack/react-query';
import { get, write } from '../../../lib/api.ts';
import type { MoveAnswer, VerdictRequest } from '../../../lib/contract.ts';

export interface Verdict {
  readonly incidentId: string;
  readonly request: VerdictRequest;
}

/** A person's verdict on exactly the proposal that was seen. */
export const useGiveVerdict = () =>
  useMutation({
    mutationFn: ({ incidentId, request }: Verdict) =>
      write<MoveAnswer>('POST', `/api/incidents/${encodeURIComponent(incidentId)}/verdict`, request),
  });

/** What has come of a verdict that was kept. */
export const readMove = (messageId: string, signal: AbortSignal): Promise<MoveAnswer> =>
  get<MoveAnswer>(`/api/messages/${encodeURIComponent(messageId)}`, { signal });
