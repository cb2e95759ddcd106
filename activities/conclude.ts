import { type ClosedStatus, isClosed } from '../domain/incidents/vocabulary.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { requireAutomated } from '../store/automated-cases.ts';
import { type Case, lockCase } from '../store/cases.ts';
import { closeIncident } from '../store/incidents.ts';
import { type Lesson, learnFromOutcome, learnKnowledge, readLesson } from '../store/lessons.ts';
import { appendRecord, type RecordLine, stepKey } from '../store/record.ts';
import type { Tx } from '../store/tx.ts';
import type { ConcludeInput } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';

const summaries: Readonly<Record<ConcludeInput['resolution'], string>> = {
  verified: 'Resolved: the resubmitted run ended well.',
  recovered: "Resolved: the job's next run ended well.",
  expected: 'Ignored: this failure was meant to be.',
  shadow: 'Closed in shadow: decided and recorded, nothing was done.',
};

/** Ends a case with its outcome and keeps the lesson. A case that a person closed meanwhile keeps that ending. */
export async function conclude(deps: ActivityDeps, input: ConcludeInput): Promise<{ readonly status: ClosedStatus }> {
  const { tenantId, incidentId } = input;
  return deps.transact(tenantId, workflowActor, async (tx) => {
    const [found, lesson] = await Promise.all([lockCase(tx, incidentId), readLesson(tx, incidentId)]);
    return { status: await end(deps, tx, input, { found, lesson }) };
  });
}

/** Ends a case that is locked: the last that a transaction does. `lines` go into the record before the end. @returns how it ended */
export async function end(
  deps: ActivityDeps,
  tx: Tx,
  { tenantId, incidentId, round, status, resolution }: ConcludeInput,
  { found, lesson, lines = [] }: { readonly found: Case; readonly lesson: Lesson; readonly lines?: readonly RecordLine[] },
): Promise<ClosedStatus> {
  if (isClosed(found.status)) return found.status;
  requireAutomated(found);
  if (status === 'RESOLVED') await learnKnowledge(tx, found, lesson);
  await tx.finish([
    closeIncident(tx, incidentId, status, 'automation', resolution),
    appendRecord(tx, ...lines, {
      incidentId,
      kind: `incident-${status.toLowerCase().replaceAll('_', '-')}`,
      stage: resolution === 'verified' || resolution === 'recovered' ? 'verify' : 'decide',
      summary: summaries[resolution],
      stepKey: stepKey(incidentId, round, 'conclude'),
      detail: { round, attempts: found.attempts, resolution },
    }),
    resolution === 'verified' && learnFromOutcome(tx, found, lesson),
  ]);
  deps.log({ event: 'incident-closed', tenantId, incidentId, status, resolution });
  return status;
}
