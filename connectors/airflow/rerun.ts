import type { Parameters, RunIdentity } from '../../domain/jobs/types.ts';
import { ConnectorError, type Submission, type SubmissionRef } from '../contract.ts';
import type { AirflowClient } from './client.ts';
import { addressOf, type ReadHistories } from './read-run.ts';
import { failedTasks, parametersOf, standingAt } from './run-state.ts';
import type { DagRun, TaskInstance } from './schemas.ts';
import { runIdOf } from './submission-key.ts';

interface Reach {
  readonly platform: string;
  readonly client: AirflowClient;
  readonly histories: ReadHistories;
}

/**
 * The run of a key: the one that carries it in its id, or the failed run once it was cleared. Somebody else's clear counts as well: the run is
 * being done again, and a second time would be one too many.
 */
export async function findSubmission(
  reach: Reach,
  { jobKey, key, failedRun }: SubmissionRef,
  signal?: AbortSignal,
): Promise<RunIdentity | null> {
  const { platform, client, histories } = reach;
  const own = await client.run({ dagId: jobKey, runId: runIdOf(key) }, signal);
  if (own !== null) return { platform, jobKey, runKey: own.dag_run_id, try: 0 };
  if (failedRun === undefined || (await client.run(addressOf(failedRun), signal)) === null) return null;
  const { latest = 0 } = standingAt(await histories.of(addressOf(failedRun), signal), null) ?? {};
  return latest > (failedRun.try ?? latest) ? { platform, jobKey, runKey: failedRun.runKey, try: latest } : null;
}

const sameParameters = (left: Parameters, right: Parameters): boolean =>
  Object.entries(left).every(([name, value]) => String(right[name]) === String(value));

/** Clears the failed tasks of the run where nothing is to be changed; otherwise starts a run of its own, for the `conf` of a run cannot change. */
export async function submit(reach: Reach, submission: Submission, signal?: AbortSignal): Promise<RunIdentity> {
  const { client } = reach;
  const before = await findSubmission(reach, submission, signal);
  if (before !== null) return before;
  const { jobKey, parameters, failedRun } = submission;
  const dag = await client.dag(jobKey, signal);
  if (dag === null) throw new ConnectorError('not-found', `There is no DAG ${jobKey} at ${reach.platform} any more`);
  if (dag.is_paused === true)
    throw new ConnectorError(
      'conflict',
      `DAG ${jobKey} is paused at ${reach.platform}: a run would only wait there until somebody unpauses it`,
    );
  if (failedRun === undefined) return start(reach, submission, {}, signal);
  const failed = await client.run(addressOf(failedRun), signal);
  if (failed === null)
    throw new ConnectorError(
      'not-found',
      `Run ${failedRun.runKey} of DAG ${jobKey} was deleted at ${reach.platform}: it cannot be done again`,
    );
  return sameParameters(parameters, parametersOf(failed))
    ? clear(reach, failedRun, signal)
    : start(reach, submission, failed.conf ?? {}, signal);
}

const marked = (task: TaskInstance): string | readonly [string, number] =>
  task.map_index < 0 ? task.task_id : [task.task_id, task.map_index];

async function clear({ platform, client, histories }: Reach, failedRun: RunIdentity, signal?: AbortSignal): Promise<RunIdentity> {
  const run = addressOf(failedRun);
  const before = standingAt(await histories.of(run, signal), null);
  const tasks = before?.tasks ?? [];
  // A run that ran out of time has no failed tasks; what it could not finish is done again.
  const unfinished = tasks.filter((task) => task.state !== 'success' && task.try_number > 0).map(marked);
  const only = failedTasks(tasks).length > 0 ? 'failed' : unfinished;
  if (only.length === 0) throw new ConnectorError('invalid', `Run ${run.runId} of DAG ${run.dagId} has no task that could be done again`);
  await client.clear({ ...run, only }, signal);
  const after = standingAt(await histories.of(run, signal), null)?.latest ?? 0;
  if (after <= (failedRun.try ?? before?.latest ?? 0))
    throw new ConnectorError('conflict', `${platform} cleared nothing of run ${run.runId}: none of its failed tasks had run`);
  return { platform, jobKey: failedRun.jobKey, runKey: failedRun.runKey, try: after };
}

async function start(
  { platform, client }: Reach,
  { jobKey, key, parameters, failedRun }: Submission,
  conf: NonNullable<DagRun['conf']>,
  signal?: AbortSignal,
): Promise<RunIdentity> {
  const address = { dagId: jobKey, runId: runIdOf(key) };
  const run = { platform, jobKey, runKey: address.runId, try: 0 };
  const note =
    failedRun === undefined ? 'Started by Nightshift' : `Started by Nightshift with other parameters, in place of ${failedRun.runKey}`;
  try {
    await client.trigger({ ...address, conf: { ...conf, ...parameters }, note: note.slice(0, 1000) }, signal);
  } catch (error) {
    // The id is taken: by an earlier call of ours, or the refusal is about something else.
    if (!(error instanceof ConnectorError) || error.kind !== 'conflict' || (await client.run(address, signal)) === null) throw error;
  }
  return run;
}
