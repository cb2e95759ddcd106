import type { Connector, RunSummary } from '../connectors/contract.ts';
import { ConnectorError } from '../connectors/contract.ts';
import { scheduleActor } from '../domain/people/actor.ts';
import { acceptFailures, type FailureReport } from '../store/intake.ts';
import { saveDeclaredJobs } from '../store/jobs.ts';
import { readPlatform, saveSweep, saveSweepError } from '../store/platforms.ts';
import { jobsBeingStarted } from '../store/runs.ts';
import type { Tx } from '../store/tx.ts';
import type { ActivityDeps } from './deps.ts';

/** Failures that are accepted in one transaction: transactions stay short however much a page holds. */
const batchSize = 500;

export interface SweepInput {
  readonly tenantId: string;
  readonly platform: string;
}

/** A failure as the run list tells it; the evidence is read from the platform when the case is investigated. */
export const reportOf = (run: RunSummary, detectedBy: 'sweep' | 'watch' | 'import'): FailureReport => ({
  platform: run.platform,
  jobKey: run.jobKey,
  runKey: run.runKey,
  try: run.try,
  submissionKey: run.submissionKey,
  application: null,
  owner: null,
  criticality: null,
  errorText: null,
  logTail: null,
  parameters: null,
  finishedAt: run.finishedAt,
  detectedBy,
});

/**
 * Reads a platform's ended runs from the stored cursor on, and at least the configured time back, and accepts the failures. The cursor
 * moves on only after its page is stored, so that a failing or overlapping sweep skips nothing and starts nothing twice.
 */
export async function sweep(
  deps: ActivityDeps,
  { tenantId, platform }: SweepInput,
): Promise<{ readonly runs: number; readonly opened: number }> {
  const connector = deps.connectors.get(platform);
  if (connector === undefined || !connector.capabilities.listsRuns) return { runs: 0, opened: 0 };
  const actor = scheduleActor(`sweep ${platform}`);
  try {
    const jobs = await connector.listJobs();
    await deps.transact(tenantId, actor, (tx) => saveDeclaredJobs(tx, jobs));
    const swept = await readPages(deps, connector, tenantId);
    for (const jobKey of (await connector.restoreChanges?.()) ?? [])
      deps.log({ event: 'job-settings-restored', tenantId, platform, job: jobKey });
    return swept;
  } catch (error) {
    if (error instanceof ConnectorError) await deps.transact(tenantId, actor, (tx) => saveSweepError(tx, platform, error.message));
    throw error;
  }
}

async function readPages(deps: ActivityDeps, connector: Connector, tenantId: string): Promise<{ runs: number; opened: number }> {
  const actor = scheduleActor(`sweep ${connector.platform}`);
  const state = await deps.transact(tenantId, actor, (tx) => readPlatform(tx, connector.platform));
  const since = new Date(deps.now().getTime() - deps.settings.sweepLookbackMs).toISOString();
  let cursor = state?.sweepCursor ?? null;
  let runs = 0;
  let opened = 0;
  for (;;) {
    const from = cursor;
    const page = await connector.listEndedRuns({ cursor, since });
    const failed = page.runs.filter((run) => run.state === 'failed');
    let held = false;
    for (let start = 0; start < failed.length; start += batchSize) {
      const batch = failed.slice(start, start + batchSize);
      await deps.transact(tenantId, actor, async (tx) => {
        const failures = await withoutOurOwn(tx, connector, batch);
        held ||= failures.length < batch.length;
        if (failures.length === 0) return;
        const accepted = await acceptFailures(
          tx,
          failures.map((run) => reportOf(run, 'sweep')),
        );
        opened += accepted.filter((one) => one.created).length;
      });
    }
    // What was held back has to come again.
    if (!held) await deps.transact(tenantId, actor, (tx) => saveSweep(tx, connector.platform, { from, cursor: page.cursor }));
    runs += page.runs.length;
    cursor = page.cursor;
    if (!page.more) return { runs, opened };
  }
}

/**
 * Where a platform names the run of a submission only in its answer, a failure may turn up before we know that the run is ours. While a run of the
 * job is being started, its failures are left to the next sweep.
 */
async function withoutOurOwn(tx: Tx, connector: Connector, failed: readonly RunSummary[]): Promise<readonly RunSummary[]> {
  if (connector.expectedRun !== undefined || failed.length === 0) return failed;
  const beingStarted = await jobsBeingStarted(tx, connector.platform);
  return failed.filter((run) => !beingStarted.has(run.jobKey));
}
