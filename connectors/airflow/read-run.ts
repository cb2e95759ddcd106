import type { RunIdentity } from '../../domain/jobs/types.ts';
import { ConnectorError, type RunReport } from '../contract.ts';
import type { AirflowClient, RunAddress } from './client.ts';
import {
  earlierState,
  failedTasks,
  isoTime,
  mayBeCleared,
  parametersOf,
  type Standing,
  standingAt,
  stateOf,
  type TaskHistory,
} from './run-state.ts';
import type { DagRun, TaskInstance } from './schemas.ts';
import { submissionKeyOf } from './submission-key.ts';
import { errorOf, readableLog } from './task-log.ts';

/** Failed task instances whose log is read: the others mostly failed in the same way. */
const mostLogs = 3;

export const addressOf = ({ jobKey, runKey }: Pick<RunIdentity, 'jobKey' | 'runKey'>): RunAddress => ({ dagId: jobKey, runId: runKey });

/** Reads the tries of a run's task instances. What was read once of a try that is over is remembered, so that polling asks for little. */
export function createHistoryReader(client: AirflowClient) {
  const known = new Map<string, readonly TaskInstance[]>();
  const triesOf = async (run: RunAddress, task: TaskInstance, signal?: AbortSignal): Promise<readonly TaskInstance[]> => {
    if (!mayBeCleared(task)) return [];
    const key = JSON.stringify([run.dagId, run.runId, task.task_id, task.map_index, task.try_number, task.max_tries]);
    const before = known.get(key);
    if (before !== undefined) return [...before, task];
    const tries = await client.tries(run, task, signal);
    if (known.size > 10_000) known.clear();
    const earlier = tries.filter((one) => one.try_number !== task.try_number || one.max_tries !== task.max_tries);
    known.set(key, earlier);
    return [...earlier, task];
  };
  const historiesOf = async (run: RunAddress, tasks: readonly TaskInstance[], signal?: AbortSignal): Promise<readonly TaskHistory[]> => {
    const read: TaskHistory[] = [];
    for (const task of tasks) {
      const tries = await triesOf(run, task, signal);
      read.push({ task, tries: tries.toSorted((left, right) => left.try_number - right.try_number || left.max_tries - right.max_tries) });
    }
    return read;
  };
  return {
    of: async (run: RunAddress, signal?: AbortSignal) => historiesOf(run, await client.tasks(run, signal), signal),
    /** Those of several runs of one DAG, by the id of the run. */
    ofRuns: async (dagId: string, runIds: readonly string[], signal?: AbortSignal) => {
      const tasks = await client.tasksOfRuns(dagId, runIds, signal);
      const read = new Map<string, readonly TaskHistory[]>();
      for (const runId of runIds) read.set(runId, await historiesOf({ dagId, runId }, tasks.get(runId) ?? [], signal));
      return read;
    },
  };
}
export type ReadHistories = ReturnType<typeof createHistoryReader>;

/** Reads a run at one of its tries, with the logs of what failed; null when there is no such run or try. */
export async function readRun(
  { client, histories, url }: { readonly client: AirflowClient; readonly histories: ReadHistories; readonly url: string },
  run: RunIdentity,
  signal?: AbortSignal,
): Promise<RunReport | null> {
  const found = await client.run(addressOf(run), signal);
  if (found === null) return null;
  const standing = standingAt(await histories.of(addressOf(run), signal), run.try);
  if (standing === null) return null;
  const isLatest = run.try === null || run.try === standing.latest;
  const state = isLatest ? stateOf(found, standing.tasks, Date.now()) : earlierState(standing.tasks);
  const texts = state === 'failed' ? await failureTexts(client, addressOf(run), standing.tasks, signal) : { errorText: '', logTail: '' };
  return {
    ...run,
    try: run.try ?? standing.latest,
    state,
    startedAt: isLatest ? isoTime(found.start_date) : (timesOf(standing.tasks, 'start_date')[0] ?? null),
    finishedAt: state === 'failed' || state === 'succeeded' ? endOf(found, standing, isLatest) : null,
    exitCode: null,
    signal: null,
    reason: null,
    ...texts,
    parameters: parametersOf(found),
    submissionKey: submissionKeyOf(run.runKey),
    url: await pageOf(client, url, addressOf(run), signal),
  };
}

const timesOf = (tasks: readonly TaskInstance[], field: 'start_date' | 'end_date'): readonly string[] =>
  tasks
    .map((task) => isoTime(task[field]))
    .filter((time) => time !== null)
    .sort();

const endOf = (run: DagRun, { tasks }: Standing, isLatest: boolean): string | null =>
  isLatest ? isoTime(run.end_date) : (timesOf(tasks, 'end_date').at(-1) ?? null);

const nameOf = ({ task_id: id, map_index: index }: TaskInstance): string => (index < 0 ? id : `${id}[${index}]`);
const saidOf = (task: TaskInstance): string =>
  `task ${nameOf(task)}${task.operator ? ` (${task.operator_name || task.operator})` : ''}, try ${task.try_number}: ${task.state ?? 'without a state'}`;

async function failureTexts(client: AirflowClient, run: RunAddress, tasks: readonly TaskInstance[], signal?: AbortSignal) {
  const failed = failedTasks(tasks);
  const logs = await Promise.all(failed.slice(0, mostLogs).map((task) => logOf(client, run, task, signal)));
  const [first] = failed;
  if (first === undefined) return { errorText: 'run: failed, and none of its tasks did', logTail: '' };
  return {
    errorText: [saidOf(first), errorOf(logs[0] ?? '')].filter((text) => text !== '').join('\n'),
    logTail: failed
      .slice(0, 50)
      .toReversed()
      .flatMap((task) => [saidOf(task), logs[failed.indexOf(task)] ?? ''])
      .filter((text) => text !== '')
      .join('\n'),
  };
}

/** The log of a task's try, as far as there is one: tasks that never ran have none, and old logs are cleaned away. */
async function logOf(client: AirflowClient, run: RunAddress, task: TaskInstance, signal?: AbortSignal): Promise<string> {
  if (task.try_number === 0) return '';
  try {
    return readableLog(await client.log(run, task, signal));
  } catch (error) {
    if (error instanceof ConnectorError && ['not-found', 'invalid', 'denied'].includes(error.kind))
      return `(the log of ${nameOf(task)} cannot be had: ${error.message})`;
    throw error;
  }
}

async function pageOf(client: AirflowClient, url: string, { dagId, runId }: RunAddress, signal?: AbortSignal): Promise<string> {
  const [dag, run] = [encodeURIComponent(dagId), encodeURIComponent(runId)];
  const base = url.replace(/\/+$/, '');
  return (await client.api(signal)) === 'v2' ? `${base}/dags/${dag}/runs/${run}` : `${base}/dags/${dag}/grid?dag_run_id=${run}`;
}
