import type { Parameters, RunIdentity, RunState } from '../../domain/jobs/types.ts';
import {
  type ConnectionFinding,
  type Connector,
  ConnectorError,
  type RunReport,
  type Submission,
  type SubmissionRef,
} from '../contract.ts';
import { profileOf } from '../job-settings.ts';
import { createGuardedFetch } from '../rest/address-guard.ts';
import { createRestClient, type RestClient } from '../rest/rest-client.ts';
import { fillRequest, valueAt } from './fill-request.ts';
import type { HttpJob, HttpSettings } from './settings.ts';

const asText = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;

function timeAt(body: unknown, pointer: string | undefined): string | null {
  const value = pointer === undefined ? undefined : valueAt(body, pointer);
  const at = typeof value === 'number' ? value : Date.parse(asText(value) ?? '');
  return Number.isFinite(at) ? new Date(at).toISOString() : null;
}

const defaultsOf = (job: HttpJob): Parameters => ({
  ...job.parameters,
  ...Object.fromEntries(Object.entries(job.tunables).map(([name, tunable]) => [name, tunable.default])),
});

/** A platform whose jobs say themselves by which requests they are started and followed. Its failures are reported to us; it lists nothing. */
export function createHttpConnector({ name: platform, jobs, allow, requestsPerSecond, timeoutSeconds }: HttpSettings): Connector {
  const client: RestClient = createRestClient({
    platform,
    baseUrl: '',
    authorise: async () => ({}),
    requestsPerSecond,
    timeoutMs: timeoutSeconds * 1000,
    fetch: createGuardedFetch(allow),
  });
  const declared = Object.values(jobs).filter((job) => job.submit !== undefined);
  const every = (test: (job: HttpJob) => boolean): boolean => declared.length > 0 && declared.every(test);

  const jobOf = (jobKey: string): HttpJob | undefined => (Object.hasOwn(jobs, jobKey) ? jobs[jobKey] : undefined);
  const identity = (jobKey: string, runKey: string): RunIdentity => ({ platform, jobKey, runKey, try: 0 });

  const submit = async ({ jobKey, key, parameters }: Submission, signal?: AbortSignal): Promise<RunIdentity> => {
    const job = jobOf(jobKey);
    if (job?.submit === undefined) throw new ConnectorError('invalid', `Job ${jobKey} of ${platform} declares no request that starts it`);
    const { url, request } = fillRequest(job.submit, { ...defaultsOf(job), ...parameters, key, job: jobKey });
    const { body, status } = await client.json(url, { ...request, effect: true }, signal);
    if (!job.submit.success.includes(status))
      throw new ConnectorError('unknown-outcome', `${platform} answered ${status}, which ${jobKey} does not count as a start`);
    const run = job.submit.run === undefined ? key : asText(valueAt(body, job.submit.run));
    if (run === null) throw new ConnectorError('unknown-outcome', `The answer of ${platform} names no run at ${job.submit.run}`);
    return identity(jobKey, run);
  };

  const findSubmission = async ({ jobKey, key }: SubmissionRef, signal?: AbortSignal): Promise<RunIdentity | null> => {
    const job = jobOf(jobKey);
    if (job?.find === undefined) throw new ConnectorError('invalid', `Job ${jobKey} of ${platform} declares no request that finds a run`);
    const { url, request } = fillRequest(job.find, { ...defaultsOf(job), key, job: jobKey });
    const found = await orNull(client.json(url, request, signal));
    const run = found === null ? null : asText(valueAt(found.body, job.find.run));
    return run === null ? null : identity(jobKey, run);
  };

  const readRun = async (run: RunIdentity, signal?: AbortSignal): Promise<RunReport | null> => {
    const job = jobOf(run.jobKey);
    if (job?.run === undefined) return null;
    const { url, request } = fillRequest(job.run, { ...defaultsOf(job), run: run.runKey, job: run.jobKey });
    const found = await orNull(client.json(url, request, signal));
    return found === null ? null : reportOf(run, job.run, found.body, defaultsOf(job));
  };

  return {
    platform,
    capabilities: {
      listsRuns: false,
      readsRuns: Object.values(jobs).some((job) => job.run !== undefined),
      submits: declared.length > 0,
      submitIsIdempotent: every((job) => job.submit?.idempotent === true),
      findsSubmissions: every((job) => job.find !== undefined),
      cancels: false,
      hasTries: false,
      reruns: 'run',
      changes: ['parameters'],
    },
    guarantees:
      declared.length === 0
        ? []
        : [
            {
              action: 'the declared request',
              key: '{key} in the request',
              lookUp: 'the declared look-up, where there is one',
              compensation: 'none',
            },
          ],
    submitsJob: (jobKey) => jobOf(jobKey)?.submit !== undefined,
    listJobs: async () => Object.entries(jobs).map(([jobKey, job]) => profileOf(platform, jobKey, job)),
    listEndedRuns: async ({ cursor }) => ({ runs: [], cursor: cursor ?? '', more: false }),
    readRun,
    readHistory: async () => [],
    submit,
    findSubmission,
    cancel: async () => Promise.reject(new ConnectorError('invalid', `Runs of ${platform} cannot be cancelled`)),
    check: async () => [...unaskable(jobs), ...(await unreachable(platform, jobs, readRun))],
  };
}

const orNull = async <Value>(answer: Promise<Value>): Promise<Value | null> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'not-found') return null;
    throw error;
  }
};

function reportOf(run: RunIdentity, request: NonNullable<HttpJob['run']>, body: unknown, parameters: Parameters): RunReport {
  const state = valueAt(body, request.state);
  const says = (list: readonly unknown[]): boolean => list.some((word) => String(word).toLowerCase() === String(state).toLowerCase());
  const known: RunState = says(request.succeeded) ? 'succeeded' : says(request.failed) ? 'failed' : 'running';
  return {
    ...run,
    try: 0,
    state: known,
    startedAt: timeAt(body, request.startedAt),
    finishedAt: known === 'running' ? null : timeAt(body, request.finishedAt),
    exitCode: null,
    signal: null,
    reason: known === 'failed' ? asText(state) : null,
    errorText: (request.error === undefined ? null : asText(valueAt(body, request.error))) ?? '',
    logTail: '',
    parameters,
    submissionKey: null,
    url: null,
  };
}

/** A start whose lost answer nobody could ask after. */
const unaskable = (jobs: HttpSettings['jobs']): readonly ConnectionFinding[] =>
  Object.entries(jobs)
    .filter(([, job]) => job.submit !== undefined && !job.submit.idempotent && job.find === undefined)
    .map(([jobKey]) => ({
      level: 'warning',
      message: `${jobKey}: when an answer is lost nobody can tell whether the run was started; say submit.idempotent, or declare find`,
    }));

/** Asks each host once for a run that there is not: it only has to answer. */
async function unreachable(
  platform: string,
  jobs: HttpSettings['jobs'],
  readRun: Connector['readRun'],
): Promise<readonly ConnectionFinding[]> {
  const byHost = new Map(
    Object.entries(jobs).flatMap(([jobKey, { run }]) => (run === undefined ? [] : [[new URL(run.url).origin, jobKey]])),
  );
  const asked = [...byHost].map(async ([origin, jobKey]): Promise<ConnectionFinding | null> => {
    try {
      await readRun({ platform, jobKey, runKey: 'nightshift-check', try: 0 });
      return null;
    } catch (error) {
      // That it knows no such run may be said in many ways.
      if (error instanceof ConnectorError && error.kind === 'invalid') return null;
      return {
        level: 'error',
        message: `${origin}, asked for a run of ${jobKey}: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  });
  return (await Promise.all(asked)).filter((finding) => finding !== null);
}
