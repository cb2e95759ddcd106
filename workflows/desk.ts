import { ApplicationFailure, allHandlersFinished, condition, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { ClosedStatus } from '../domain/incidents/vocabulary.ts';
import {
  type IncidentRef,
  type InterventionMessage,
  interventionUpdate,
  refusals,
  type SettledVerdict,
  verdictUpdate,
} from './contract.ts';
import { database } from './profiles.ts';

const { settleMessage } = proxyLocalActivities<Activities>(database);

/** Where people's moves arrive. Handlers only settle them in the store and note what came of it; the lifecycle decides what follows. */
export interface Desk {
  round: number;
  closedAs: ClosedStatus | null;
  /** A person moved in a way that stops automation: the case was closed or taken over. */
  readonly moved: boolean;
  readonly ended: boolean;
  expectVerdict(hash: string): { given: SettledVerdict | null };
  whenMoved(stop: () => void): void;
  /** Resolves when no handler is running any more; undefined when none is. */
  settled(): Promise<void> | undefined;
}

/** Registers every handler; call it before the first await. */
export function openDesk(ref: IncidentRef): Desk {
  const { tenantId, incidentId } = ref;
  let awaited: { hash: string; given: SettledVerdict | null } | null = null;
  let stop: (() => void) | null = null;
  let takenOver = false;
  const desk: Desk = {
    round: 1,
    closedAs: null,
    get moved() {
      return takenOver || desk.closedAs !== null;
    },
    get ended() {
      return desk.closedAs !== null;
    },
    expectVerdict: (hash) => (awaited = { hash, given: null }),
    whenMoved: (callback) => (stop = callback),
    settled: () => (allHandlersFinished() ? undefined : condition(allHandlersFinished)),
  };
  const refuseWhenClosed = () => {
    if (desk.ended) throw ApplicationFailure.nonRetryable('The case is closed', refusals.closed);
  };

  setHandler(
    verdictUpdate,
    async ({ messageId }) => {
      const proposal = awaited;
      const result = await settleMessage({ tenantId, incidentId, messageId });
      if (result.kind === 'verdict' && proposal !== null) proposal.given = result.verdict;
      return result;
    },
    {
      validator: ({ hash }) => {
        refuseWhenClosed();
        if (awaited === null || awaited.hash !== hash || awaited.given !== null)
          throw ApplicationFailure.nonRetryable('The proposal has changed', refusals.stale);
      },
    },
  );
  setHandler(
    interventionUpdate,
    async ({ messageId }) => {
      const result = await settleMessage({ tenantId, incidentId, messageId });
      if (result.kind === 'closed') desk.closedAs = result.status;
      if (result.kind === 'taken-over') takenOver = true;
      if (desk.moved) stop?.();
      return result;
    },
    { validator: (_message: InterventionMessage) => refuseWhenClosed() },
  );
  return desk;
}
