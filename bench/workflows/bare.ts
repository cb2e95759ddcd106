import { patched, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { IncidentInput, IncidentOutcome } from '../../workflows/contract.ts';
import { describeCase, describeStatus } from '../../workflows/describe-case.ts';
import { database, following, sideEffect } from '../../workflows/profiles.ts';
import type { ComparedSteps } from '../compared-steps.ts';

const { noOpAssess } = proxyLocalActivities<ComparedSteps>(database);
const { noOpAct } = proxyActivities<ComparedSteps>(sideEffect);
const { noOpVerify } = proxyActivities<ComparedSteps>(following);

/** The floor: the remote and local steps and the upserts of an auto-resolved case, in its order and with its options, doing nothing. */
export async function bareWorkflow({ tenantId, incidentId }: IncidentInput): Promise<IncidentOutcome> {
  const at = { tenantId, incidentId, round: 1 };
  patched('same-events');
  const found = await noOpAssess({ ...at, revision: 1, because: null });
  describeCase(found, 'DECIDED');
  await noOpAct({ ...at, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 });
  await noOpVerify({ ...at, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 });
  describeStatus('RESOLVED');
  return { status: 'RESOLVED', rounds: 1 };
}
