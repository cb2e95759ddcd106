import type { RunReport } from '../connectors/contract.ts';
import { pollDelay } from '../domain/jobs/poll-delay.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { isAutomated, lockCase } from '../store/cases.ts';
import { readEffect, saveOutcome } from '../store/effects.ts';
import { patchIncident } from '../store/incidents.ts';
import { appendRecord } from '../store/record.ts';
import { StoreRefusal } from '../store/refusal.ts';
import { readSubmittedRun, type SubmittedRun, saveRunFacts } from '../store/runs.ts';
import type { ActInput, FollowResult } from '../workflows/contract.ts';
import { countRequests } from './count-requests.ts';
import type { ActivityDeps } from './deps.ts';
import { submissionKey } from './submission-key.ts';
import { notYet } from './to-failure.ts';

/** A run that its platform denies for this long counts as lost. */
const graceForUnknownRunsMs = 5 * 60_000;

/** Looks once at a resubmitted run. Not ended: fails retryably with a delay that grows with the run's age. Ended: stores the outcome. */
export async function followRun(deps: ActivityDeps, input: ActInput): Promise<FollowResult> {
  const { tenantId, incidentId } = input;
  const key = submissionKey(input, input.repeat);
  const [run, effect] = await deps.transact(tenantId, workflowActor, (tx) => tx.finish([readSubmittedRun(tx, key), readEffect(tx, key)]));
  if (effect?.outcome) return effect.outcome as FollowResult;
  const connector = deps.connectors.get(run.platform);
  if (connector === undefined) throw new StoreRefusal('invalid', `There is no connector for ${run.platform}`);
  const age = deps.now().getTime() - Date.parse(run.createdAt);
  const report = await countRequests(deps, input, 'follow', () => connector.readRun(run));
  const result = report === null ? (age > graceForUnknownRunsMs ? 'lost' : null) : resultOf(report);
  if (result === null) throw notYet('running', 'The run has not ended', pollDelay(age));
  await deps.transact(tenantId, workflowActor, async (tx) => {
    const [found, first] = await Promise.all([lockCase(tx, incidentId), saveOutcome(tx, key, result)]);
    if (!first) return;
    await tx.finish([
      report !== null && saveRunFacts(tx, run.id, report),
      isAutomated(found) && patchIncident(tx, incidentId, { status: 'VERIFYING' }),
      appendRecord(tx, {
        incidentId,
        kind: `run-${result}`,
        stage: 'verify',
        summary: summaryOf(result, run, report),
        durationMs: durationOf(report),
        detail: { run: run.runKey, attempt: found.run.attempt, result, exitCode: report?.exitCode ?? null, reason: report?.reason ?? null },
      }),
    ]);
  });
  return result;
}

function resultOf(report: RunReport): FollowResult | null {
  switch (report.state) {
    case 'queued':
    case 'running':
      return null;
    case 'succeeded':
      return 'green';
    case 'failed':
      return 'red';
    case 'interrupted':
      return 'interrupted';
    case 'lost':
      return 'lost';
  }
}

const durationOf = (report: RunReport | null): number =>
  report?.startedAt && report.finishedAt ? Date.parse(report.finishedAt) - Date.parse(report.startedAt) : 0;

const summaryOf = (result: FollowResult, run: SubmittedRun, report: RunReport | null): string =>
  ({
    green: `${run.runKey} ended well.`,
    red: `${run.runKey} failed again${report?.exitCode === null || report?.exitCode === undefined ? '' : ` with exit code ${report.exitCode}`}.`,
    interrupted: `${run.runKey} was interrupted by a stop of Nightshift; it is repeated and not counted.`,
    lost: `${run.platform} no longer knows ${run.runKey}.`,
  })[result];
