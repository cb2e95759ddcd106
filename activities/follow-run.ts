import type { RunReport } from '../connectors/contract.ts';
import { isClosed } from '../domain/incidents/vocabulary.ts';
import { pollDelay } from '../domain/jobs/poll-delay.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { isAutomated } from '../store/automated-cases.ts';
import { type Case, lockCase } from '../store/cases.ts';
import { readEffect, saveOutcome } from '../store/effects.ts';
import { patchIncident } from '../store/incidents.ts';
import { readLesson } from '../store/lessons.ts';
import { appendRecord, type RecordLine } from '../store/record.ts';
import { StoreRefusal } from '../store/refusal.ts';
import { readSubmittedRun, saveRunFacts } from '../store/runs.ts';
import type { Tx } from '../store/tx.ts';
import type { ActInput, FollowResult, StartedRun, VerifyInput, VerifyResult } from '../workflows/contract.ts';
import { end } from './conclude.ts';
import { countRequests } from './count-requests.ts';
import type { ActivityDeps } from './deps.ts';
import { submissionKey } from './submission-key.ts';
import { notYet } from './to-failure.ts';

/** A run that its platform denies for this long counts as lost. */
const graceForUnknownRunsMs = 5 * 60_000;

/** As `verifyRun`, for cases that began before there was one: it asks the store for the run, and leaves the end of the case to `conclude`. */
export async function followRun(deps: ActivityDeps, input: ActInput): Promise<FollowResult> {
  const { tenantId, incidentId } = input;
  const key = submissionKey(input, input.repeat);
  const [run, effect] = await deps.transact(tenantId, workflowActor, (tx) => tx.finish([readSubmittedRun(tx, key), readEffect(tx, key)]));
  if (effect?.outcome) return effect.outcome as FollowResult;
  const seen = await lookAt(deps, { ...input, run: { ...run, startedAt: run.createdAt } });
  await deps.transact(tenantId, workflowActor, async (tx) => {
    const [found, first] = await Promise.all([lockCase(tx, incidentId), saveOutcome(tx, key, seen.result)]);
    if (first) await tx.finish([saveFacts(tx, key, seen), appendRecord(tx, lineOf(found, seen)), showVerifying(tx, found)]);
  });
  return seen.result;
}

/**
 * Looks once at a resubmitted run. Not ended: fails retryably with a delay that grows with the run's age. Ended: stores the outcome,
 * and a green run ends the case in the same transaction.
 */
export async function verifyRun(deps: ActivityDeps, input: VerifyInput): Promise<VerifyResult> {
  const { tenantId, incidentId } = input;
  const key = submissionKey(input, input.repeat);
  const seen = await lookAt(deps, input);
  return deps.transact(tenantId, workflowActor, async (tx) => {
    const [found, first, lesson] = await Promise.all([
      lockCase(tx, incidentId),
      saveOutcome(tx, key, seen.result),
      seen.result === 'green' ? readLesson(tx, incidentId) : null,
    ]);
    // What was written down first stands, should the platform tell it otherwise now.
    const result = first ? seen.result : (((await readEffect(tx, key))?.outcome ?? seen.result) as FollowResult);
    const lines = first ? [lineOf(found, seen)] : [];
    const facts = first && saveFacts(tx, key, seen);
    if (result !== 'green' || lesson === null || !isAutomated(found)) {
      await tx.finish([facts, appendRecord(tx, ...lines), first && showVerifying(tx, found)]);
      return { result, closedAs: isClosed(found.status) ? found.status : null };
    }
    const [closedAs] = await Promise.all([
      end(deps, tx, { ...input, status: 'RESOLVED', resolution: 'verified' }, { found, lesson, lines }),
      facts,
    ]);
    return { result, closedAs };
  });
}

/** What the platform says of a run that has ended; `report` is null when it knows nothing of it any more. */
interface Seen {
  readonly run: StartedRun;
  readonly result: FollowResult;
  readonly report: RunReport | null;
}

/** @throws a retryable failure while the run goes on */
async function lookAt(deps: ActivityDeps, { run, ...at }: VerifyInput): Promise<Seen> {
  const connector = deps.connectors.get(run.platform);
  if (connector === undefined) throw new StoreRefusal('invalid', `There is no connector for ${run.platform}`);
  const age = deps.now().getTime() - Date.parse(run.startedAt);
  const report = await countRequests(deps, at, 'follow', () => connector.readRun(run));
  const result = report === null ? (age > graceForUnknownRunsMs ? 'lost' : null) : resultOf(report);
  if (result === null) throw notYet('running', 'The run has not ended', pollDelay(age));
  return { run, result, report };
}

const saveFacts = (tx: Tx, submissionKey: string, { report }: Seen) => report !== null && saveRunFacts(tx, { submissionKey }, report);

const lineOf = (found: Case, { run, result, report }: Seen): RecordLine => ({
  incidentId: found.id,
  kind: `run-${result}`,
  stage: 'verify',
  summary: summaryOf(result, run, report),
  durationMs: durationOf(report),
  detail: { run: run.runKey, attempt: found.run.attempt, result, exitCode: report?.exitCode ?? null, reason: report?.reason ?? null },
});

const showVerifying = (tx: Tx, found: Case) => isAutomated(found) && patchIncident(tx, found.id, { status: 'VERIFYING' });

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

const summaryOf = (result: FollowResult, run: StartedRun, report: RunReport | null): string =>
  ({
    green: `${run.runKey} ended well.`,
    red: `${run.runKey} failed again${report?.exitCode === null || report?.exitCode === undefined ? '' : ` with exit code ${report.exitCode}`}.`,
    interrupted: `${run.runKey} was interrupted by a stop of Nightshift; it is repeated and not counted.`,
    lost: `${run.platform} no longer knows ${run.runKey}.`,
  })[result];
