import { useMutation, useQueryClient } from '@tanstack/react-query';
import { write } from '../../../lib/api.ts';
import type { CorrectionRequest, InterventionRequest, MoveAnswer } from '../../../lib/contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

export type Intervention = 'take-over' | 'resolve' | 'cancel' | 'false-positive';
type Feedback = { readonly kind: 'correct' | 'wrong_category' | 'wrong_action' | 'outcome_success' | 'outcome_failure' };

/** What a person can do in a case; each renews what is shown of it. */
export function useMoves(incidentId: string) {
  const client = useQueryClient();
  const path = `/api/incidents/${encodeURIComponent(incidentId)}`;
  const onSettled = (): void => {
    void client.invalidateQueries({ queryKey: queryKeys.incident(incidentId) });
    void client.invalidateQueries({ queryKey: queryKeys.overview });
    void client.invalidateQueries({ queryKey: queryKeys.proposals });
  };
  return {
    intervene: useMutation({
      mutationFn: ({ kind, request }: { readonly kind: Intervention; readonly request: InterventionRequest }) =>
        write<MoveAnswer>('POST', `${path}/${kind}`, request),
      onSettled,
    }),
    comment: useMutation({ mutationFn: (text: string) => write<unknown>('POST', `${path}/comments`, { text }), onSettled }),
    correct: useMutation({ mutationFn: (request: CorrectionRequest) => write<unknown>('POST', `${path}/corrections`, request), onSettled }),
    rate: useMutation({ mutationFn: (request: Feedback) => write<unknown>('POST', `${path}/feedback`, request), onSettled }),
  };
}
