import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { IncidentInput, IncidentOutcome } from '../../workflows/contract.ts';
import { describeCase, describeStatus } from '../../workflows/describe-case.ts';
import { following, investigation, sideEffect } from '../../workflows/profiles.ts';
import type { NoOpSteps } from '../no-op-steps.ts';

const { investigate } = proxyActivities<Activities>(investigation);
const { decide, act, conclude } = proxyActivities<Activities>(sideEffect);
const { followRun } = proxyActivities<Activities>(following);
const { stepGather } = proxyActivities<NoOpSteps>(investigation);
const { stepClaim, stepNotify } = proxyActivities<NoOpSteps>(sideEffect);

/**
 * The same case as one would write it first: gather, diagnose, decide, claim, submit, follow, outcome and notify are remote activities
 * of their own. Its writes are the lifecycle's: where that has two steps in one, the second does the work of both and the first
 * nothing, which favours this design, for it would need a transaction more for each.
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
