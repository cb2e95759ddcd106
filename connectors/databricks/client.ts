import type { z } from 'zod';
import { ConnectorError } from '../contract.ts';
import { createRestClient, type RestRequest } from '../rest/rest-client.ts';
import { type JobSettings, job, jobPage, type Output, output, type Run, repaired, run, runPage, started } from './schemas.ts';
import type { DatabricksSettings } from './settings.ts';
import { signIn } from './sign-in.ts';

const api = '/api/2.2/jobs';
/** Most pages of one list that are followed: more is a loop. */
const mostPages = 20_000;

/** A run or job that does not exist is a 400 here, told by its message alone. */
const isMissing = (status: number, said: string): boolean => status === 400 && /\b(?:does not|doesn't) exist\b/i.test(said);

/** An id as the number that the API takes, whatever its size. */
const asNumber = (id: string): unknown =>
  /^\d{1,19}$/.test(id) ? (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(id) : id;

/** The calls of the Jobs API that are used. */
export interface DatabricksClient {
  /** Pages of jobs, one after the other. */
  jobs(signal?: AbortSignal): AsyncGenerator<z.output<typeof jobPage>['jobs']>;
  /** Pages of ended runs, those that ended last first. */
  endedRuns(query: { readonly jobId?: string }, signal?: AbortSignal): AsyncGenerator<readonly Run[]>;
  /** The run with all its tasks and repairs; null when there is no such run. */
  run(runId: string, signal?: AbortSignal): Promise<Run | null>;
  /** What a task left behind; null when it left nothing. */
  output(taskRunId: string, signal?: AbortSignal): Promise<Output | null>;
  /** The settings of a job with all its tasks and clusters; null when there is no such job. */
  job(jobId: string, signal?: AbortSignal): Promise<JobSettings | null>;
  /** Replaces single settings of a job; tasks and clusters are replaced by their keys. */
  updateJob(jobId: string, change: { readonly set: object; readonly remove: readonly string[] }, signal?: AbortSignal): Promise<void>;
  /** Starts a run that belongs to no job. Its token is the same run. */
  submitRun(body: object, signal?: AbortSignal): Promise<string>;
  /** Starts a run. The same token is the same run. */
  runNow(input: { readonly jobId: string; readonly token: string; readonly parameters: object }, signal?: AbortSignal): Promise<string>;
  /** Runs the failed tasks of a run again, if the latest repair still is the one that is named. */
  repair(
    input: { readonly runId: string; readonly latest: string | null; readonly parameters?: Readonly<Record<string, string>> },
    signal?: AbortSignal,
  ): Promise<void>;
  cancel(runId: string, signal?: AbortSignal): Promise<void>;
}

interface Paged {
  readonly next_page_token?: string | null | undefined;
}

async function* pages<Page extends Paged>(read: (token: string | undefined) => Promise<Page>): AsyncGenerator<Page> {
  let token: string | undefined;
  for (let count = 0; count < mostPages; count++) {
    const page = await read(token);
    yield page;
    if (!page.next_page_token) return;
    token = page.next_page_token;
  }
  throw new ConnectorError('unavailable', `A list did not end after ${mostPages} pages`);
}

async function orNull<Value>(answer: Promise<Value>): Promise<Value | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'not-found') return null;
    throw error;
  }
}

export function createDatabricksClient(settings: DatabricksSettings): DatabricksClient {
  const { name, url, timeoutSeconds, requestsPerSecond } = settings;
  const rest = createRestClient({
    platform: name,
    baseUrl: `${url.replace(/\/+$/, '')}${api}`,
    authorise: signIn(settings),
    timeoutMs: timeoutSeconds * 1000,
    requestsPerSecond,
    kindOf: (status, said) => (isMissing(status, said) ? 'not-found' : undefined),
  });

  const ask = async <Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    request: RestRequest,
    signal?: AbortSignal,
  ): Promise<z.output<Schema>> => {
    const { body } = await rest.json(path, request, signal);
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
    throw new ConnectorError(
      request.effect === true ? 'unknown-outcome' : 'unavailable',
      `${name} answered ${path} with something else than expected: ${where}`,
    );
  };

  const wholeRun = async (runId: string, signal?: AbortSignal): Promise<Run> => {
    const parts: Run[] = [];
    const query = { run_id: runId, include_history: true };
    for await (const part of pages((token) => ask(run, '/runs/get', { query: { ...query, page_token: token } }, signal))) parts.push(part);
    const [first] = parts;
    if (first === undefined) throw new ConnectorError('unavailable', `${name} answered with no run`);
    return {
      ...first,
      tasks: parts.flatMap((part) => part.tasks),
      job_clusters: parts.flatMap((part) => part.job_clusters),
      job_parameters: parts.flatMap((part) => part.job_parameters),
      repair_history: parts.flatMap((part) => part.repair_history),
    };
  };

  const wholeJob = async (jobId: string, signal?: AbortSignal): Promise<JobSettings> => {
    const parts: JobSettings[] = [];
    const read = (token: string | undefined) => ask(job, '/get', { query: { job_id: jobId, page_token: token } }, signal);
    for await (const { settings: part } of pages(read)) parts.push(part);
    const [first] = parts;
    if (first === undefined) throw new ConnectorError('unavailable', `${name} answered with no job`);
    return {
      ...first,
      tasks: parts.flatMap((part) => part.tasks),
      job_clusters: parts.flatMap((part) => part.job_clusters),
      parameters: parts.flatMap((part) => part.parameters),
      environments: parts.flatMap((part) => part.environments),
    };
  };

  return {
    async *jobs(signal) {
      for await (const page of pages((token) => ask(jobPage, '/list', { query: { limit: 100, page_token: token } }, signal)))
        yield page.jobs;
    },
    async *endedRuns({ jobId }, signal) {
      // With its tasks a run tells whether it was ever repaired; 25 is the most that the API gives at a time then.
      const query = { completed_only: true, expand_tasks: true, limit: 25, job_id: jobId };
      const read = (token: string | undefined) => ask(runPage, '/runs/list', { query: { ...query, page_token: token } }, signal);
      for await (const page of pages(read)) yield page.runs;
    },
    run: (runId, signal) => orNull(wholeRun(runId, signal)),
    output: (taskRunId, signal) => orNull(ask(output, '/runs/get-output', { query: { run_id: taskRunId } }, signal)),
    job: (jobId, signal) => orNull(wholeJob(jobId, signal)),
    updateJob: async (jobId, { set, remove }, signal) => {
      const body = { job_id: asNumber(jobId), new_settings: set, ...(remove.length > 0 && { fields_to_remove: remove }) };
      await rest.json('/update', { body, effect: true }, signal);
    },
    submitRun: async (body, signal) => (await ask(started, '/runs/submit', { body, effect: true }, signal)).run_id,
    runNow: async ({ jobId, token, parameters }, signal) => {
      const body = { job_id: asNumber(jobId), idempotency_token: token, ...parameters };
      return (await ask(started, '/run-now', { body, effect: true }, signal)).run_id;
    },
    repair: async ({ runId, latest, parameters = {} }, signal) => {
      const since = latest === null ? {} : { latest_repair_id: asNumber(latest) };
      const given = Object.keys(parameters).length === 0 ? {} : { job_parameters: parameters };
      const body = { run_id: asNumber(runId), rerun_all_failed_tasks: true, rerun_dependent_tasks: true, ...since, ...given };
      await ask(repaired, '/runs/repair', { body, effect: true }, signal);
    },
    cancel: async (runId, signal) => {
      await rest.json('/runs/cancel', { body: { run_id: asNumber(runId) }, effect: true }, signal);
    },
  };
}
