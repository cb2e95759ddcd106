import type { ActivityDeps } from '../activities/deps.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { lockCase, readCase } from '../store/cases.ts';
import { saveEvidence } from '../store/diagnoses.ts';
import type { RoundInput } from '../workflows/contract.ts';
import { errorTextOf, jobKeyOf } from './no-op-platform.ts';

/** Steps that do nothing, for the workflow of the lifecycle's shape. */
const nothing = async (_input: unknown): Promise<void> => undefined;

/** Steps for the workflows that the lifecycle is compared with. */
export const createComparedSteps = ({ transact }: ActivityDeps) => ({
  noOpAssess: async (_input: unknown) => ({ cause: 'RESOURCE', severity: 'high' }) as const,
  noOpAct: nothing,
  noOpVerify: nothing,
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
