import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { IncidentInput, IncidentOutcome } from '../../workflows/contract.ts';
import { describeCase, describeStatus } from '../../workflows/describe-case.ts';
import { database, following, investigation, sideEffect } from '../../workflows/profiles.ts';
import type { ComparedSteps } from '../compared-steps.ts';

const { noOpInvestigate } = proxyActivities<ComparedSteps>(investigation);
const { noOpDecide, noOpConclude } = proxyLocalActivities<ComparedSteps>(database);
const { noOpAct } = proxyActivities<ComparedSteps>(sideEffect);
const { noOpFollow } = proxyActivities<ComparedSteps>(following);

/** The floor: the remote and local steps and the upserts of an auto-resolved case, in its order and with its options, doing nothing. */
export async function bareWorkflow({ tenantId, incidentId }: IncidentInput): Promise<IncidentOutcome> {
  const at = { tenantId, incidentId, round: 1 };
  const found = await noOpInvestigate(at);
  await noOpDecide({ ...at, revision: 1, because: null });
  describeCase(found, 'DECIDED');
  await noOpAct({ ...at, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 });
  await noOpFollow({ ...at, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 });
  await noOpConclude({ ...at, status: 'RESOLVED', resolution: 'verified' });
  describeStatus('RESOLVED');
  return { status: 'RESOLVED', rounds: 1 };
}
