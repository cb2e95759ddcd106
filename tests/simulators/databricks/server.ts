import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError, type SimulatedRun, type Workspace } from './workspace.ts';

export interface DatabricksSimulator {
  readonly url: string;
  readonly token: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Makes every OAuth token that was handed out worthless. */
  expireTokens(): void;
  close(): Promise<void>;
}

/** Ids as bare numbers of any size, as the API writes them. */
const raw = (value: bigint): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value));

const standing = (state: string, code: string, message: string) => ({
  state: {
    life_cycle_state: state,
    state_message: message,
    ...(code === '' ? {} : { result_state: code === 'SUCCESS' ? 'SUCCESS' : code === 'UPSTREAM_FAILED' ? 'UPSTREAM_FAILED' : 'FAILED' }),
  },
  status: {
    state,
    ...(code === '' ? {} : { termination_details: { code, type: code === 'SUCCESS' ? 'SUCCESS' : 'CLIENT_ERROR', message } }),
  },
});

const said = (code: string): string => (code === 'SUCCESS' || code === '' ? '' : 'Workload failed, see run output for details');

function shown(run: SimulatedRun, withHistory: boolean): object {
  return {
    job_id: raw(run.jobId),
    run_id: raw(run.runId),
    run_name: 'job',
    run_type: 'JOB_RUN',
    run_page_url: `https://workspace.example.com/#job/${run.jobId}/run/${run.runId}`,
    start_time: run.startTime,
    end_time: run.endTime,
    ...standing(run.state, run.code, said(run.code)),
    tasks: run.tasks.map((task) => ({
      task_key: task.key,
      run_id: raw(task.runId),
      attempt_number: task.attempt,
      start_time: run.startTime,
      end_time: task.endTime,
      ...standing(task.state, task.code, said(task.code)),
    })),
    job_parameters: Object.entries(run.parameters).map(([name, value]) => ({ name, default: '', value })),
    ...(withHistory && {
      repair_history: [
        { type: 'ORIGINAL', start_time: run.startTime, ...standing('TERMINATED', 'RUN_EXECUTION_ERROR', '') },
        ...run.repairs.map((repair) => ({
          type: 'REPAIR',
          id: raw(repair.id),
          end_time: repair.endTime,
          ...standing(repair.state, repair.code, ''),
        })),
      ],
    }),
  };
}

/** Pages by an offset hidden in the token; a page without items leaves its list out. */
function page(name: string, all: readonly object[], limit: number, token: string | null): object {
  const from = token === null ? 0 : Number(token);
  const items = all.slice(from, from + limit);
  const more = from + limit < all.length;
  return { ...(items.length > 0 && { [name]: items }), has_more: more, ...(more && { next_page_token: String(from + limit) }) };
}

type Query = URLSearchParams;
type Body = Readonly<Record<string, unknown>>;
const idOf = (value: unknown): bigint => (typeof value === 'string' || typeof value === 'number' ? BigInt(value) : 0n);

/** The routes of the Jobs API that the connector uses. */
const routes = (workspace: Workspace): Readonly<Record<string, (query: Query, body: Body) => object>> => ({
  'GET /list': (query) =>
    page(
      'jobs',
      workspace.jobs.map((job) => ({ job_id: raw(job.id), settings: { name: job.name } })),
      Math.min(100, Number(query.get('limit') ?? 20)),
      query.get('page_token'),
    ),
  'GET /runs/list': (query) => {
    const limit = Number(query.get('limit') ?? 20);
    if (limit > 25) throw new ApiError(400, 'INVALID_PARAMETER_VALUE', 'limit must be between 1 and 25');
    const ended = workspace.runs.filter(
      (run) => run.endTime > 0 && (query.get('job_id') === null || run.jobId === idOf(query.get('job_id'))),
    );
    return page(
      'runs',
      ended.toSorted((left, right) => right.endTime - left.endTime).map((run) => shown(run, false)),
      limit,
      query.get('page_token'),
    );
  },
  'GET /runs/get': (query) => shown(workspace.runOf(idOf(query.get('run_id'))), query.get('include_history') === 'true'),
  'GET /runs/get-output': (query) => {
    const taskRun = idOf(query.get('run_id'));
    if (workspace.runs.some((run) => run.runId === taskRun && run.tasks.length > 1))
      throw new ApiError(
        400,
        'INVALID_PARAMETER_VALUE',
        'Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.',
      );
    const task = workspace.runs.flatMap((run) => run.tasks).find((one) => one.runId === taskRun);
    if (task === undefined) throw new ApiError(400, 'INVALID_PARAMETER_VALUE', `Run ${taskRun} does not exist.`);
    return { metadata: {}, ...(task.error !== '' && { error: task.error, error_trace: `Traceback\n${task.error}` }) };
  },
  'POST /run-now': (_query, body) => {
    const token = typeof body['idempotency_token'] === 'string' ? body['idempotency_token'] : null;
    const run = workspace.runNow(idOf(body['job_id']), token, (body['job_parameters'] ?? {}) as Record<string, string>);
    return { run_id: raw(run.runId), number_in_job: raw(run.runId) };
  },
  'POST /runs/repair': (_query, body) => ({
    repair_id: raw(workspace.repair(idOf(body['run_id']), body['latest_repair_id'] === undefined ? null : idOf(body['latest_repair_id']))),
  }),
  'POST /runs/cancel': (_query, body) => (workspace.cancel(idOf(body['run_id'])), {}),
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const parseBody = (text: string): Body =>
  text === ''
    ? {}
    : (JSON.parse(text, (_name: string, value: unknown, context?: { source?: string }) =>
        typeof value === 'number' && !Number.isSafeInteger(value) ? context?.source : value,
      ) as Body);

/** A workspace that speaks the Jobs API over HTTP, with a personal access token or OAuth for a service principal. */
export async function startDatabricks(workspace: Workspace): Promise<DatabricksSimulator> {
  const token = `dapi${'0123456789abcdef'.repeat(2)}`;
  const [clientId, clientSecret] = ['principal', 'dose-of-secrecy'];
  let generation = 1;
  const served = routes(workspace);
  const server = createServer((request, response) => {
    void (async () => {
      const answer = (status: number, body: object) =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://workspace');
      const text = await bodyOf(request);
      if (pathname === '/oidc/v1/token') {
        const right = request.headers.authorization === `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
        const asked = new URLSearchParams(text).get('grant_type') === 'client_credentials';
        return right && asked
          ? answer(200, { access_token: `oauth-${generation}`, token_type: 'Bearer', expires_in: 3600 })
          : answer(401, { error: 'invalid_client' });
      }
      if (![`Bearer ${token}`, `Bearer oauth-${generation}`].includes(request.headers.authorization ?? ''))
        return answer(401, { error_code: 'UNAUTHENTICATED', message: 'Invalid access token.' });
      const route = served[`${request.method} ${pathname.replace(/^\/api\/2\.[12]\/jobs/, '')}`];
      if (route === undefined)
        return answer(404, { error_code: 'ENDPOINT_NOT_FOUND', message: `No API found for '${request.method} ${pathname}'` });
      try {
        answer(200, route(searchParams, parseBody(text)));
      } catch (error) {
        if (error instanceof ApiError) answer(error.status, { error_code: error.errorCode, message: error.message });
        else answer(500, { error_code: 'INTERNAL_ERROR', message: String(error) });
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    clientId,
    clientSecret,
    expireTokens: () => void (generation += 1),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
