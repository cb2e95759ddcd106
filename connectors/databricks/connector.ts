import type { Parameters, RunIdentity } from '../../domain/jobs/types.ts';
import {
  type ConnectionFinding,
  type Connector,
  ConnectorError,
  type RunReport,
  type Submission,
  type SubmissionRef,
} from '../contract.ts';
import { profileOf } from '../job-settings.ts';
import { createDatabricksClient, type DatabricksClient } from './client.ts';
import { createListing } from './listing.ts';
import { codeOf, failedTasks, isoTime, parametersOf, repairsOf, saidOf, standingOf, stateOf } from './run-state.ts';
import type { Run, Standing, Task } from './schemas.ts';
import type { DatabricksSettings } from './settings.ts';

/** Failed tasks whose output is read: the others mostly waited for them. */
const mostOutputs = 3;

const guarantees = [
  { action: 'run-now', key: 'idempotency_token', lookUp: 'the same token answers with the same run', compensation: 'cancel the run' },
  {
    action: 'repair',
    key: 'run id and latest_repair_id',
    lookUp: 'the repair history of the run',
    compensation: 'cancel the run',
  },
  { action: 'cancel', key: 'run id', lookUp: 'the state of the run', compensation: 'none: the run can be started again' },
] as const;

/** A Databricks workspace over its Jobs API. Of a run with several tasks only the failed ones are done again. */
export function createDatabricksConnector(settings: DatabricksSettings): Connector {
  const { name: platform, jobs } = settings;
  const client = createDatabricksClient(settings);
  const listing = createListing(platform, client);
  return {
    platform,
    capabilities: {
      listsRuns: true,
      readsRuns: true,
      submits: true,
      submitIsIdempotent: true,
      findsSubmissions: false,
      cancels: true,
      hasTries: true,
      reruns: 'failed-tasks',
      changes: ['parameters'],
    },
    guarantees,
    listJobs: async (signal) => {
      const profiles = [];
      for await (const page of client.jobs(signal))
        for (const { job_id: id, settings: own } of page)
          profiles.push(profileOf(platform, id, Object.hasOwn(jobs, id) ? (jobs[id] ?? {}) : {}, own?.name ?? id));
      return profiles;
    },
    listEndedRuns: listing.endedRuns,
    readHistory: listing.history,
    readRun: async (run, signal) => {
      const found = await client.run(run.runKey, signal);
      const standing = found === null ? null : standingOf(found, run.try);
      return found === null || standing === null ? null : report(client, { ...run, platform }, found, standing, signal);
    },
    submit: (submission, signal) => submit(platform, client, submission, signal),
    findSubmission: async (_submission: SubmissionRef) => null,
    cancel: (run, signal) => client.cancel(run.runKey, signal),
    check: (signal) => check(platform, client, signal),
  };
}

async function report(
  client: DatabricksClient,
  run: RunIdentity,
  found: Run,
  standing: Standing,
  signal?: AbortSignal,
): Promise<RunReport> {
  const state = stateOf(standing);
  const texts = state === 'failed' ? await failureTexts(client, found, standing, signal) : { errorText: '', logTail: '' };
  return {
    ...run,
    jobKey: found.job_id ?? run.jobKey,
    try: run.try ?? repairsOf(found),
    state,
    startedAt: isoTime(standing.start_time ?? found.start_time),
    finishedAt: state === 'failed' || state === 'succeeded' ? isoTime(standing.end_time ?? found.end_time) : null,
    exitCode: null,
    signal: null,
    reason: state === 'failed' ? codeOf(standing) : null,
    ...texts,
    parameters: parametersOf(found),
    submissionKey: null,
    url: found.run_page_url ?? null,
  };
}

/** The failing tasks' own words: a run of several tasks says no more than that one of them failed. */
async function failureTexts(client: DatabricksClient, found: Run, standing: Standing, signal?: AbortSignal) {
  const failed = failedTasks(found.tasks);
  const told = await Promise.all(failed.slice(0, mostOutputs).map((task) => taskTexts(client, task, signal)));
  const [first] = told;
  const others = failed.slice(1).map((task) => `task ${task.task_key}: ${saidOf(task)}`);
  return {
    errorText: [first?.error || `run: ${saidOf(standing)}`].join('\n'),
    logTail: [...told.map(({ log }) => log), ...told.slice(1).map(({ error }) => error), ...others, `run: ${saidOf(standing)}`]
      .filter((text) => text !== '')
      .join('\n'),
  };
}

async function taskTexts(
  client: DatabricksClient,
  task: Task,
  signal?: AbortSignal,
): Promise<{ readonly error: string; readonly log: string }> {
  const said = `task ${task.task_key}: ${saidOf(task)}`;
  try {
    const output = await client.output(task.run_id, signal);
    return { error: [said, output?.error, output?.error_trace].filter(Boolean).join('\n'), log: output?.logs ?? '' };
  } catch (error) {
    // Some kinds of tasks have no output to be had; what the run says has to do.
    if (error instanceof ConnectorError && (error.kind === 'invalid' || error.kind === 'denied')) return { error: said, log: '' };
    throw error;
  }
}

const sameParameters = (left: Parameters, right: Parameters): boolean =>
  Object.entries(left).every(([name, value]) => String(right[name] ?? value) === String(value));

/** Repairs the failed tasks where nothing is to be changed; otherwise starts a run of its own. */
async function submit(
  platform: string,
  client: DatabricksClient,
  { jobKey, key, parameters, failedRun }: Submission,
  signal?: AbortSignal,
): Promise<RunIdentity> {
  const failed = failedRun === undefined ? null : await client.run(failedRun.runKey, signal);
  if (failed !== null && failed.tasks.length > 1 && sameParameters(parameters, parametersOf(failed)))
    return repair(platform, client, jobKey, failed, failedRun?.try ?? repairsOf(failed), signal);
  const changed = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  const given = Object.keys(changed).length === 0 ? {} : { job_parameters: changed };
  const runKey = await client.runNow({ jobId: jobKey, token: key, parameters: given }, signal);
  return { platform, jobKey, runKey, try: 0 };
}

/** A run that was repaired since it failed is being done again already, by us before a crash or by a person: nothing is sent. */
async function repair(
  platform: string,
  client: DatabricksClient,
  jobKey: string,
  failed: Run,
  failedTry: number,
  signal?: AbortSignal,
): Promise<RunIdentity> {
  const next = { platform, jobKey, runKey: failed.run_id, try: failedTry + 1 };
  if (repairsOf(failed) > failedTry) return next;
  const latest = failed.repair_history.findLast(({ type }) => type !== 'ORIGINAL')?.id ?? null;
  await client.repair({ runId: failed.run_id, latest }, signal);
  return next;
}

const advice: Readonly<Record<string, string>> = {
  denied: 'check the token or the credentials, and that they may see jobs (CAN VIEW) and start them (CAN MANAGE RUN)',
  'not-found': 'the address is not that of a workspace with the Jobs API',
  unreachable: 'check the address, and that this machine may reach it',
  unavailable: 'look at the state of the workspace; if it answers with a page, the address is that of a sign-in',
};

async function check(platform: string, client: DatabricksClient, signal?: AbortSignal): Promise<readonly ConnectionFinding[]> {
  try {
    for await (const page of client.jobs(signal))
      return page.length > 0 ? [] : [{ level: 'warning', message: `${platform}: no job is visible; the credentials may lack CAN VIEW` }];
    return [];
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const hint = advice[error.kind];
    return [{ level: 'error', message: `${error.message}${hint === undefined ? '' : ` – ${hint}`}` }];
  }
}
