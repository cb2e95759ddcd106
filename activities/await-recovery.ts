import type { RunSummary } from '../connectors/contract.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { requireAutomated } from '../store/automated-cases.ts';
import { readCase } from '../store/cases.ts';
import type { RecoveryInput } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { notYet } from './to-failure.ts';

/** True once a run of the job that began after the failure, or the failed run itself after a repair, ended well; false at the deadline. Polls without holding a slot. */
export async function awaitRecovery(deps: ActivityDeps, { tenantId, incidentId, deadlineAt }: RecoveryInput): Promise<boolean> {
  const found = await deps.transact(tenantId, workflowActor, (tx) => readCase(tx, incidentId));
  requireAutomated(found);
  const now = deps.now().getTime();
  const connector = deps.connectors.get(found.job.platform);
  const failedAt = Date.parse(found.run.finishedAt ?? found.openedAt);
  if (connector?.capabilities.readsRuns === true) {
    const history = await connector.readHistory(found.job.jobKey, 5);
    if (history.some((run) => run.state === 'succeeded' && proofTime(run, found.run.runKey) > failedAt)) return true;
  }
  const left = Date.parse(deadlineAt) - now;
  if (left <= 0) return false;
  const age = now - Date.parse(found.openedAt);
  throw notYet('not-recovered', 'The job has not run well again', Math.min(left, 5 * 60_000, Math.max(5_000, age / 20)));
}

/** A repair keeps the time at which its run began; any other run must have begun after the failure, or it met other circumstances. */
function proofTime({ runKey, startedAt, finishedAt }: RunSummary, failedKey: string): number {
  const time = runKey === failedKey ? finishedAt : (startedAt ?? finishedAt);
  return time === null ? Number.NaN : Date.parse(time);
}
