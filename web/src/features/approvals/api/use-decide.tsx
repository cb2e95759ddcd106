import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ApiError } from '../../../lib/api-error.ts';
import type { Proposal, ProposalItem, VerdictRequest } from '../../../lib/contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { useGiveVerdict } from './give-verdict.ts';
import { addPending } from './pending-verdicts.ts';

export interface Decision {
  readonly request: VerdictRequest;
  /** What will have been done, after the job's name: `approved, reruns with 512 MB`. */
  readonly what: string;
}

const undo: Readonly<Record<VerdictRequest['verdict'], string>> = {
  approve: 'Take over to stop further automation; the started run itself goes on.',
  amend: 'Take over to stop further automation; the started run itself goes on.',
  reject: 'The case is with its owner. It can still be resolved or cancelled.',
  'other-action': 'Take over to stop further automation.',
};

/** Sends a verdict and tells what came of it. A proposal that changed meanwhile is put before the reader, never decided unseen. */
export function useDecide(onSettled: (incidentId: string) => void) {
  const client = useQueryClient();
  const verdict = useGiveVerdict();

  const decide = async (item: ProposalItem, { request, what }: Decision): Promise<void> => {
    const { id: incidentId, job } = item.incident;
    try {
      const answer = await verdict.mutateAsync({ incidentId, request });
      if (answer.state === 'pending') {
        addPending({ incidentId, messageId: answer.messageId, job: job.name, what });
        toast(`${job.name}: verdict kept`, 'No worker has taken it yet. It will be applied once, as soon as one does.');
      } else {
        const link = (
          <Link to="/incidents/$incidentId" params={{ incidentId }} search={request.verdict === 'reject' ? {} : { do: 'take-over' }}>
            {request.verdict === 'reject' ? 'Open the case' : 'Take over…'}
          </Link>
        );
        toast(
          `${job.name}: ${what}`,
          <>
            {undo[request.verdict]} {link}
          </>,
        );
      }
      if (answer.state !== 'pending') client.setQueryData(queryKeys.proposal(incidentId), null);
      onSettled(incidentId);
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) showCurrent(item, error);
      else if (error instanceof ApiError && error.code === 'closed') toastError(`${job.name} is closed already`, error);
      else throw error;
    } finally {
      void client.invalidateQueries({ predicate: ({ queryKey, state }) => queryKey[0] === queryKeys.proposals[0] && state.data !== null });
      void client.invalidateQueries({ queryKey: queryKeys.overview });
    }
  };

  const showCurrent = (item: ProposalItem, error: ApiError): void => {
    const current = (error.details.proposal ?? null) as Proposal | null;
    client.setQueryData(queryKeys.proposal(item.incident.id), current === null ? null : { ...item, proposal: current });
  };

  return { decide, isSending: verdict.isPending };
}
