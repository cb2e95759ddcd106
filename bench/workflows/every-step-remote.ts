import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { IncidentInput, IncidentOutcome } from '../../workflows/contract.ts';
import { describeCase, describeStatus } from '../../workflows/describe-case.ts';
import { following, investigation, sideEffect } from '../../workflows/profiles.ts';
import type { ComparedSteps } from '../compared-steps.ts';

const { investigate } = proxyActivities<Activities>(investigation);
const { decide, act, conclude } = proxyActivities<Activities>(sideEffect);
const { followRun } = proxyActivities<Activities>(following);
const { stepGather } = proxyActivities<ComparedSteps>(investigation);
const { stepClaim, stepNotify } = proxyActivities<ComparedSteps>(sideEffect);

/**
 * The same case as one would write it first: gather, diagnose, decide, claim, submit, follow, outcome and notify are remote activities
 * of their own, each in at least one transaction. Its other writes are the lifecycle's: where that has two steps in one, the second does
 * the work of both, and the first keeps its evidence or looks at its case.
 */
export async function everyStepRemoteWorkflow({ tenantId, incidentId }: IncidentInput): Promise<IncidentOutcome> {
  const at = { tenantId, incidentId, round: 1 };
  await stepGather(at);
  const found = await investigate(at);
  const { action: decided } = await decide({ ...at, revision: 1, because: null });
  describeCase(found, 'DECIDED');
  const action = { ...at, revision: 1, action: decided, repeat: 0 };
  await stepClaim(action);
  await act(action);
  await followRun(action);
  await conclude({ ...at, status: 'RESOLVED', resolution: 'verified' });
  await stepNotify(at);
  describeStatus('RESOLVED');
  return { status: 'RESOLVED', rounds: 1 };
}
