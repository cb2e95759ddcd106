import type { RunIdentity } from '../../domain/jobs/types.ts';
import { type ConnectionFinding, type Connector, ConnectorError, type RunReport, type SubmissionRef } from '../contract.ts';
import { profileOf } from '../job-settings.ts';
import { createDatabricksClient, type DatabricksClient } from './client.ts';
import { keyOfCopy } from './job-copy.ts';
import { createListing } from './listing.ts';
import { resourcesOf } from './resources.ts';
import { createRestoration } from './restoration.ts';
import { codeOf, failedTasks, isoTime, parametersOf, repairsOf, saidOf, standingOf, stateOf } from './run-state.ts';
import type { Run, Standing, Task } from './schemas.ts';
import type { DatabricksSettings } from './settings.ts';
import { submit } from './submit.ts';

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
  {
    action: 'runs/submit (a copy with larger machines)',
    key: 'idempotency_token',
    lookUp: 'the same token answers with the same run',
    compensation: 'cancel the run',
  },
  {
    action: 'update (larger machines for one repair)',
    key: 'the submission’s key in a note in the job’s description',
    lookUp: 'the note, written by the same call',
    compensation: 'the settings in the note are put back, by the same submission or by a later sweep',
  },
  { action: 'cancel', key: 'run id', lookUp: 'the state of the run', compensation: 'none: the run can be started again' },
] as const;

/** A Databricks workspace over its Jobs API. Of a run with several tasks only the failed ones are done again. */
export function createDatabricksConnector(settings: DatabricksSettings, now: () => number = Date.now): Connector {
  const { name: platform, jobs } = settings;
  const client = createDatabricksClient(settings);
  const listing = createListing(platform, client);
  const restoration = createRestoration(client, now);
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
      changes: ['parameters', 'resources'],
    },
    guarantees,
    listJobs: async (signal) => {
      const profiles = [];
      for await (const page of client.jobs(signal)) {
        restoration.lookAt(page);
        for (const { job_id: id, settings: own } of page)
          profiles.push(profileOf(platform, id, Object.hasOwn(jobs, id) ? (jobs[id] ?? {}) : {}, own?.name ?? id));
      }
      return profiles;
    },
    listEndedRuns: listing.endedRuns,
    readHistory: listing.history,
    readRun: async (run, signal) => {
      const found = await client.run(run.runKey, signal);
      const standing = found === null ? null : standingOf(found, run.try);
      return found === null || standing === null ? null : report(client, settings, { ...run, platform }, found, standing, signal);
    },
    submit: (submission, signal) => submit({ settings, client, now }, submission, signal),
    restoreChanges: restoration.restore,
    findSubmission: async (_submission: SubmissionRef) => null,
    cancel: (run, signal) => client.cancel(run.runKey, signal),
    check: (signal) => check(platform, client, signal),
  };
}

async function report(
  client: DatabricksClient,
  { jobs, nodeTypes }: DatabricksSettings,
  run: RunIdentity,
  found: Run,
  standing: Standing,
  signal?: AbortSignal,
): Promise<RunReport> {
  const state = stateOf(standing);
  const texts = state === 'failed' ? await failureTexts(client, found, standing, signal) : { errorText: '', logTail: '' };
  const copyKey = keyOfCopy(found);
  const jobKey = copyKey === null ? (found.job_id ?? run.jobKey) : run.jobKey;
  const tunables = (Object.hasOwn(jobs, jobKey) ? jobs[jobKey]?.tunables : undefined) ?? {};
  return {
    ...run,
    jobKey,
    try: run.try ?? repairsOf(found),
    state,
    startedAt: isoTime(standing.start_time ?? found.start_time),
    finishedAt: state === 'failed' || state === 'succeeded' ? isoTime(standing.end_time ?? found.end_time) : null,
    exitCode: null,
    signal: null,
    reason: state === 'failed' ? codeOf(standing) : null,
    ...texts,
    // A copy has its parameters inside its tasks; what it was submitted with is known.
    parameters: copyKey === null ? { ...parametersOf(found), ...resourcesOf(found, tunables, nodeTypes) } : {},
    submissionKey: copyKey,
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
