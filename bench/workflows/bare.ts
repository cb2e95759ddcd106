import { patched, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { IncidentInput, IncidentOutcome } from '../../workflows/contract.ts';
import { describeCase, describeStatus } from '../../workflows/describe-case.ts';
import { database, following, sideEffect } from '../../workflows/profiles.ts';
import type { ComparedSteps } from '../compared-steps.ts';

const { noOpAssess } = proxyLocalActivities<ComparedSteps>(database);
const { noOpAct } = proxyActivities<ComparedSteps>(sideEffect);
const { noOpVerify } = proxyActivities<ComparedSteps>(following);

/** The floor: the remote and local steps, the upserts and the patch of an auto-resolved case, in its order and with its options, doing nothing. */
export async function bareWorkflow({ tenantId, incidentId }: IncidentInput): Promise<IncidentOutcome> {
  const at = { tenantId, incidentId, round: 1 };
  patched('same-events');
  const { found, decision } = await noOpAssess({ ...at, revision: 1, because: null });
  describeCase(found, 'DECIDED');
  const action = { ...at, revision: 1, action: decision.action, repeat: 0 };
  const { run } = await noOpAct(action);
  const { closedAs } = await noOpVerify({ ...action, run });
  const status = closedAs ?? 'ESCALATED';
  describeStatus(status);
  return { status, rounds: 1 };
}
