import { type ClosedStatus, isClosed } from '../domain/incidents/vocabulary.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { lockCase, requireAutomated } from '../store/cases.ts';
import { closeIncident } from '../store/incidents.ts';
import { learnFromOutcome, learnKnowledge, readLesson } from '../store/lessons.ts';
import { appendRecord, stepKey } from '../store/record.ts';
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
  const { tenantId, incidentId, round, status, resolution } = input;
  return deps.transact(tenantId, workflowActor, async (tx) => {
    const [found, lesson] = await Promise.all([lockCase(tx, incidentId), readLesson(tx, incidentId)]);
    if (isClosed(found.status)) return { status: found.status };
    requireAutomated(found);
    if (status === 'RESOLVED') await learnKnowledge(tx, found, lesson);
    await tx.finish([
      closeIncident(tx, incidentId, status, 'automation', resolution),
      appendRecord(tx, {
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
    return { status };
  });
}
