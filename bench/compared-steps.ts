import type { ActivityDeps } from '../activities/deps.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { lockCase, readCase } from '../store/cases.ts';
import { saveEvidence } from '../store/diagnoses.ts';
import type { ActInput, Assessment, RoundInput, StartedRun, VerifyResult } from '../workflows/contract.ts';
import { errorTextOf, jobKeyOf, noOpPlatform } from './no-op-platform.ts';

/** A step that does nothing and answers as the real one does, so that what the server has to keep is of the same size. */
const answering =
  <Answer>(answer: Answer) =>
  async (_input: unknown): Promise<Answer> =>
    answer;

const runOf = (key: string): StartedRun => ({
  platform: noOpPlatform,
  jobKey: jobKeyOf(0),
  runKey: `run-${key}`,
  try: 0,
  startedAt: new Date().toISOString(),
});

/** Steps for the workflows that the lifecycle is compared with. */
export const createComparedSteps = ({ transact }: ActivityDeps) => ({
  noOpAssess: answering<Assessment>({
    found: { cause: 'RESOURCE', severity: 'high' },
    decision: { action: 'RETRY_WITH_NEW_PARAMS', shadow: false, notBefore: null, proposal: null, verdict: null },
  }),
  noOpAct: async ({ incidentId, round }: ActInput) => ({ kind: 'submitted', run: runOf(`${incidentId}/${round}/submit`) }) as const,
  noOpVerify: answering<VerifyResult>({ result: 'green', closedAs: 'RESOLVED' }),
  // What a step must do that is cut off from its neighbour: hand over through the store, for no evidence travels in a payload,
  // or look at its case again, for it may have been closed or taken over in between.
  stepGather: ({ tenantId, incidentId, round }: RoundInput) =>
    transact(tenantId, workflowActor, async (tx) => {
      await readCase(tx, incidentId);
      await tx.finish([saveEvidence(tx, incidentId, round, [{ kind: 'error', content: errorTextOf(jobKeyOf(0)), note: null }])]);
    }),
  stepClaim: ({ tenantId, incidentId }: RoundInput) =>
    transact(tenantId, workflowActor, async (tx) => {
      await tx.finish([lockCase(tx, incidentId)]);
    }),
  stepNotify: ({ tenantId, incidentId }: RoundInput) =>
    transact(tenantId, workflowActor, async (tx) => {
      await tx.finish([readCase(tx, incidentId)]);
    }),
});
export type ComparedSteps = ReturnType<typeof createComparedSteps>;
