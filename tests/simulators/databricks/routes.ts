import { ApiError, invalid } from './api-error.ts';
import type { JobSettings, TaskSettings } from './job-settings.ts';
import { listedJob, page, raw, shownRun } from './shown.ts';
import type { Workspace } from './workspace.ts';

export type Query = URLSearchParams;
export type Body = Readonly<Record<string, unknown>>;
type Route = (workspace: Workspace, query: Query, body: Body) => object;

const idOf = (value: unknown): bigint => (typeof value === 'string' || typeof value === 'number' ? BigInt(value) : 0n);
const tokenOf = (body: Body): string | null => (typeof body['idempotency_token'] === 'string' ? body['idempotency_token'] : null);
const textsOf = (value: unknown): Readonly<Record<string, string>> => (value ?? {}) as Record<string, string>;

const listJobs: Route = (workspace, query) => {
  const asked = { limit: Math.min(100, Number(query.get('limit') ?? 20)), token: query.get('page_token') };
  return page('jobs', workspace.jobs, asked, (job) => listedJob(job, query.get('expand_tasks') === 'true'));
};

const listRuns: Route = (workspace, query) => {
  const limit = Number(query.get('limit') ?? 20);
  if (limit > 25) throw invalid('limit must be between 1 and 25');
  const jobId = query.get('job_id');
  const ended = workspace.ended();
  const newestFirst = jobId === null ? ended : ended.filter((run) => run.jobId === idOf(jobId));
  return page('runs', newestFirst, { limit, token: query.get('page_token') }, (run) => shownRun(run, false));
};

const getOutput: Route = (workspace, query) => {
  const taskRun = idOf(query.get('run_id'));
  if (workspace.runs.some((run) => run.runId === taskRun && run.tasks.length > 1))
    throw invalid(
      'Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.',
    );
  const task = workspace.runs.flatMap((run) => run.tasks).find((one) => one.runId === taskRun);
  if (task === undefined) throw invalid(`Run ${taskRun} does not exist.`);
  return { metadata: {}, ...(task.error !== '' && { error: task.error, error_trace: `Traceback\n${task.error}` }) };
};

const runNow: Route = (workspace, _query, body) => {
  const run = workspace.runNow(idOf(body['job_id']), tokenOf(body), textsOf(body['job_parameters']));
  return { run_id: raw(run.runId), number_in_job: raw(run.runId) };
};

const submitRun: Route = (workspace, _query, body) => {
  const tasks = (body['tasks'] ?? []) as readonly TaskSettings[];
  return { run_id: raw(workspace.submitRun((body['run_name'] ?? 'Untitled') as string, tokenOf(body), tasks).runId) };
};

const repair: Route = (workspace, _query, body) => {
  const latest = body['latest_repair_id'] === undefined ? null : idOf(body['latest_repair_id']);
  return { repair_id: raw(workspace.repair(idOf(body['run_id']), latest, textsOf(body['job_parameters']))) };
};

const getJob: Route = (workspace, query) => {
  const job = workspace.jobOf(idOf(query.get('job_id')));
  return { job_id: raw(job.id), creator_user_name: 'owner@example.com', created_time: 1, settings: job.settings };
};

const updateJob: Route = (workspace, _query, body) => {
  const remove = (body['fields_to_remove'] ?? []) as readonly string[];
  workspace.update(idOf(body['job_id']), (body['new_settings'] ?? {}) as Partial<JobSettings>, remove);
  return {};
};

const routes: Readonly<Record<string, Route>> = {
  'GET /list': listJobs,
  'GET /get': getJob,
  'POST /update': updateJob,
  'GET /runs/list': listRuns,
  'GET /runs/get': (workspace, query) => shownRun(workspace.runOf(idOf(query.get('run_id'))), query.get('include_history') === 'true'),
  'GET /runs/get-output': getOutput,
  'POST /run-now': runNow,
  'POST /runs/submit': submitRun,
  'POST /runs/repair': repair,
  'POST /runs/cancel': (workspace, _query, body) => (workspace.cancel(idOf(body['run_id'])), {}),
};

/** The answer of one call of the Jobs API, 2.1 or 2.2. @throws ApiError */
export function answerOf(workspace: Workspace, method: string, pathname: string, query: Query, body: Body): object {
  const route = routes[`${method} ${pathname.replace(/^\/api\/2\.[12]\/jobs/, '')}`];
  if (route === undefined) throw new ApiError(404, 'ENDPOINT_NOT_FOUND', `No API found for '${method} ${pathname}'`);
  return route(workspace, query, body);
}
