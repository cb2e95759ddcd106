import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunIdentity } from '../../domain/jobs/types.ts';
import { type ConnectionFinding, type Connector, ConnectorError } from '../contract.ts';
import { describeProblem } from '../definition-problems.ts';
import { loadJobDefinitions } from './definitions.ts';
import { readWritten } from './durable.ts';
import { healRun } from './launch.ts';
import { listEnded, listHistory } from './listing.ts';
import { type LocalPaths, localPaths, runDirOf, runFiles } from './paths.ts';
import { readRunReport } from './report.ts';
import { pruneRuns, type RunRetention } from './retention.ts';
import { activeRunDirs, readRunSpec } from './run-files.ts';
import { expectedRun, findRun, startRun } from './submit.ts';
import { type EndedRunsWatch, watchEnded } from './watch.ts';

/** What the local platform needs. */
export interface LocalPlatform {
  /** One folder per job, each with a `job.yaml`. */
  readonly jobsDir: string;
  /** The product's state directory; the platform keeps to `local/` in it. */
  readonly stateDir: string;
  readonly retention?: RunRetention;
  readonly now?: () => Date;
}

/** The local platform, with what it can do beyond other platforms. */
export interface LocalConnector extends Connector {
  /** Reports the runs that end from now on, within about a second, until the signal ends it. */
  watchEndedRuns(watch: EndedRunsWatch): Promise<void>;
}

const defaultRetention: RunRetention = { days: 30, maxRuns: 10_000 };
const pruneEveryMs = 600_000;

/** Runs a step; whatever it throws becomes a ConnectorError. Every step here may be repeated safely. */
async function guarded<Value>(doing: string, step: () => Promise<Value>): Promise<Value> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    throw new ConnectorError(
      'unavailable',
      `The local platform could not ${doing}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

async function cancelRun(paths: LocalPaths, run: RunIdentity): Promise<void> {
  const runDir = runDirOf(paths, run.runKey);
  const spec = runDir === null ? null : await readRunSpec(runDir);
  if (runDir === null || spec?.jobKey !== run.jobKey)
    throw new ConnectorError('not-found', `There is no run ${run.runKey} of job ${run.jobKey}`);
  await (await open(runFiles(runDir).cancel, 'a', 0o600)).close();
  if ((await readWritten(runFiles(runDir).result)) === null) await healRun(runDir);
}

/** What is wrong with the jobs folder. */
async function checkFolder(jobsDir: string): Promise<readonly ConnectionFinding[]> {
  const { jobs, problems } = await loadJobDefinitions(jobsDir);
  const broken = problems.map((problem) => ({ level: 'error' as const, message: describeProblem(problem) }));
  return jobs.length > 0 || broken.length > 0 ? broken : [{ level: 'warning', message: `The folder ${jobsDir} holds no job` }];
}

/** Removes old runs now and then, at most once in ten minutes. */
function pruner(paths: LocalPaths, retention: RunRetention, now: () => Date): () => Promise<void> {
  let last = 0;
  return async () => {
    const nowMs = now().getTime();
    if (nowMs - last < pruneEveryMs) return;
    last = nowMs;
    await pruneRuns(paths, retention, nowMs);
  };
}

/** The platform that runs commands of this machine from job definitions in a folder. */
export function createLocalConnector({
  jobsDir,
  stateDir,
  retention = defaultRetention,
  now = () => new Date(),
}: LocalPlatform): LocalConnector {
  const paths = localPaths(stateDir);
  const prune = pruner(paths, retention, now);
  return {
    platform: 'local',
    capabilities: {
      listsRuns: true,
      readsRuns: true,
      submits: true,
      submitIsIdempotent: true,
      findsSubmissions: true,
      cancels: true,
      hasTries: false,
      reruns: 'run',
      changes: ['parameters'],
    },
    guarantees: [
      {
        action: 'start',
        key: 'the run is named after the key',
        lookUp: 'the run of that name',
        compensation: 'cancel: the process group is ended',
      },
      { action: 'cancel', key: 'the run', lookUp: 'the state of the run', compensation: 'none: the run can be started again' },
    ],
    listJobs: () => guarded('read its jobs', async () => (await loadJobDefinitions(jobsDir)).jobs.map((job) => job.profile)),
    listEndedRuns: ({ cursor, since }) =>
      guarded('list its runs', async () => {
        for (const runDir of await activeRunDirs(paths)) await healRun(runDir);
        await prune();
        return await listEnded(paths.ended, cursor, new Date(since).toISOString());
      }),
    readRun: (run) => guarded('read a run', () => readRunReport(paths, run)),
    readHistory: (jobKey, limit) => guarded('read the history of a job', () => listHistory(paths.ended, jobKey, limit)),
    expectedRun,
    submit: (submission) => guarded('start a run', () => startRun(paths, jobsDir, submission, now().toISOString())),
    findSubmission: ({ jobKey, key }) => guarded('look for a run', () => findRun(paths, jobKey, key)),
    cancel: (run) => guarded('cancel a run', () => cancelRun(paths, run)),
    check: () => checkFolder(jobsDir),
    watchEndedRuns: (watch) =>
      guarded('watch its runs', async () => {
        await mkdir(join(paths.active), { recursive: true });
        await watchEnded(paths, watch);
      }),
  };
}
