import { type ApiVersion, logEntries, logText, shownDag, shownRun, shownTask } from './shapes.ts';
import type { AirflowWorld, SimulatedRun, SimulatedTask } from './world.ts';

export class ApiError extends Error {
  readonly status: number;
  readonly detail: unknown;
  constructor(status: number, detail: unknown) {
    super(String(detail));
    this.status = status;
    this.detail = detail;
  }
}

export interface Asked {
  readonly method: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly accept: string;
}

/** A text or JSON, with what belongs in the head. */
export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Whatever is asked for, no more than this many come. */
const mostAtOnce = 100;

function paged<Item>(items: readonly Item[], limit: unknown, offset: unknown): readonly Item[] {
  const from = Number(offset ?? 0);
  return items.slice(from, from + Math.min(mostAtOnce, Number(limit ?? 50)));
}

/** Bodies are strict: what is not known is refused, in each version in its own way. */
function known(body: Asked['body'], fields: readonly string[], version: ApiVersion): void {
  const odd = Object.keys(body).filter((name) => !fields.includes(name));
  if (odd.length === 0) return;
  if (version === 'v1') throw new ApiError(400, `{'${odd[0]}': ['Unknown field.']}`);
  throw new ApiError(
    422,
    odd.map((name) => ({ type: 'extra_forbidden', loc: ['body', name], msg: 'Extra inputs are not permitted' })),
  );
}

const isFailed = ({ state }: SimulatedTask): boolean => state === 'failed' || state === 'upstream_failed';

export function createRoutes(world: AirflowWorld, version: ApiVersion, options: { readonly release: string; logLines: number }) {
  const runOf = (dagId: string, runId: string): SimulatedRun => {
    const run = world.runOf(dagId, runId);
    if (run === undefined) throw new ApiError(404, `The DagRun with dag_id: \`${dagId}\` and run_id: \`${runId}\` was not found`);
    return run;
  };
  const dagOf = (dagId: string) => {
    const dag = world.dagOf(dagId);
    if (dag === undefined) throw new ApiError(404, `The Dag with ID: \`${dagId}\` was not found`);
    return dag;
  };
  const taskOf = (run: SimulatedRun, taskId: string, mapIndex: number): SimulatedTask => {
    const task = run.tasks.find((one) => one.id === taskId && one.mapIndex === mapIndex);
    if (task === undefined) throw new ApiError(404, 'TaskInstance not found');
    return task;
  };

  const listRuns = ({ body }: Asked): object => {
    known(body, ['states', 'dag_ids', 'order_by', 'page_limit', 'page_offset', 'end_date_gte'], version);
    const { states, dag_ids: dagIds } = body;
    const since = typeof body['end_date_gte'] === 'string' ? Date.parse(body['end_date_gte']) : Number.NEGATIVE_INFINITY;
    const within = ({ end }: SimulatedRun): boolean => (end ?? Number.NEGATIVE_INFINITY) >= since;
    const found = world.runs.filter(
      (run) =>
        (!Array.isArray(states) || states.includes(run.state)) && (!Array.isArray(dagIds) || dagIds.includes(run.dagId)) && within(run),
    );
    const sign = body['order_by'] === '-end_date' ? -1 : 1;
    const sorted = found.toSorted((left, right) => sign * ((left.end ?? 0) - (right.end ?? 0)));
    const page = paged(sorted, body['page_limit'], body['page_offset']);
    return { dag_runs: page.map((run) => shownRun(run, version)), total_entries: found.length };
  };

  const listTasks = ({ body }: Asked): object => {
    known(body, ['dag_ids', 'dag_run_ids', 'page_limit', 'page_offset', ...(version === 'v2' ? ['order_by'] : [])], version);
    const has = (field: string, value: string): boolean => !Array.isArray(body[field]) || body[field].includes(value);
    const found = world.runs
      .filter((run) => has('dag_ids', run.dagId) && has('dag_run_ids', run.runId))
      .flatMap((run) => run.tasks.map((task) => ({ run, task })));
    const page = paged(found, body['page_limit'] ?? mostAtOnce, body['page_offset']);
    return { task_instances: page.map(({ run, task }) => shownTask(run, task, task, version)), total_entries: found.length };
  };

  const trigger = (dagId: string, { body }: Asked): object => {
    dagOf(dagId);
    known(body, ['dag_run_id', 'conf', 'note', 'logical_date'], version);
    if (version === 'v2' && !('logical_date' in body))
      throw new ApiError(422, [{ type: 'missing', loc: ['body', 'logical_date'], msg: 'Field required' }]);
    const runId = String(body['dag_run_id']);
    if (!/^[A-Za-z0-9_.~:+-]+$/.test(runId)) throw new ApiError(400, `The run_id provided '${runId}' does not match regex pattern`);
    if (world.runOf(dagId, runId) !== undefined)
      throw new ApiError(
        409,
        version === 'v1'
          ? `DAGRun with DAG ID: '${dagId}' and DAGRun ID: '${runId}' already exists`
          : { reason: 'Unique constraint violation', statement: 'hidden', orig_error: 'hidden', message: 'Serious error' },
      );
    return shownRun(
      world.start(dagId, runId, (body['conf'] ?? {}) as Record<string, unknown>, (body['note'] ?? null) as string | null),
      version,
    );
  };

  const clear = (dagId: string, { body }: Asked): object => {
    dagOf(dagId);
    known(body, ['dry_run', 'dag_run_id', 'task_ids', 'only_failed', 'include_downstream', 'reset_dag_runs'], version);
    const run = runOf(dagId, String(body['dag_run_id']));
    const ids = body['task_ids'] as readonly (string | readonly [string, number])[] | undefined;
    const named = (task: SimulatedTask): boolean =>
      ids === undefined || ids.some((id) => (typeof id === 'string' ? id === task.id : id[0] === task.id && id[1] === task.mapIndex));
    const chosen = run.tasks.filter((task) => named(task) && (body['only_failed'] === false || isFailed(task)));
    const resets = body['reset_dag_runs'] ?? version === 'v2';
    const before = run.state;
    if (body['dry_run'] === false) world.clear(run, chosen);
    if (resets !== true) run.state = before;
    return { task_instances: chosen.map((task) => shownTask(run, task, task, version)), total_entries: chosen.length };
  };

  const logOf = (task: SimulatedTask, number: number, { query, accept }: Asked): Answer => {
    const error = task.logs.get(number);
    if (error === undefined) throw new ApiError(404, 'TaskInstance not found');
    if (version === 'v1') return { type: 'text/plain', body: logText(error, options.logLines) };
    const entries = logEntries(error, options.logLines);
    if (accept.includes('ndjson')) return { type: 'application/x-ndjson', body: entries.map((entry) => JSON.stringify(entry)).join('\n') };
    // In two parts: who does not follow the token misses the error at the end.
    const token = query.get('token');
    if (token !== null && token !== 'second') throw new ApiError(400, 'Bad Signature. Please use only the tokens provided by the API.');
    const half = entries.length - 1;
    return token === null
      ? { body: { content: entries.slice(0, half), continuation_token: 'second' } }
      : { body: { content: entries.slice(half), continuation_token: null } };
  };

  const ofRun = (run: SimulatedRun, asked: Asked): object | Answer | undefined => {
    const [, , , , kind, taskId = '', ...rest] = asked.path;
    if (asked.method === 'PATCH' && kind === undefined) {
      known(asked.body, ['state', 'note'], version);
      Object.assign(run, { state: asked.body['state'] });
      return shownRun(run, version);
    }
    if (kind === undefined) return shownRun(run, version);
    if (kind !== 'taskInstances') return undefined;
    if (taskId === '') {
      const page = paged(run.tasks, asked.query.get('limit'), asked.query.get('offset'));
      return { task_instances: page.map((task) => shownTask(run, task, task, version)), total_entries: run.tasks.length };
    }
    if (rest[0] === 'logs') return logOf(taskOf(run, taskId, Number(asked.query.get('map_index') ?? -1)), Number(rest[1]), asked);
    if (rest.at(-1) !== 'tries') return undefined;
    const task = taskOf(run, taskId, rest.length === 2 ? Number(rest[0]) : -1);
    const tries = task.state === 'up_for_retry' ? task.history : [...task.history, task];
    return { task_instances: tries.map((one) => shownTask(run, task, one, version)), total_entries: tries.length };
  };

  /** What the API answers; undefined where it has no such route. */
  return (asked: Asked): object | Answer | undefined => {
    const [area, dagId = '', kind, runId = ''] = asked.path;
    if (area === 'version') return { version: options.release };
    if (area === 'health' || (area === 'monitor' && dagId === 'health')) return { scheduler: { status: 'healthy' } };
    if (area !== 'dags') return undefined;
    if (dagId === '') {
      const page = paged(world.dags, asked.query.get('limit'), asked.query.get('offset'));
      return { dags: page.map(shownDag), total_entries: world.dags.length };
    }
    const of = asked.path.slice(1).join('/');
    if (of === '~/dagRuns/list') return listRuns(asked);
    if (of === '~/dagRuns/~/taskInstances/list') return listTasks(asked);
    if (kind === undefined) return shownDag(dagOf(dagId));
    if (kind === 'clearTaskInstances') return clear(dagId, asked);
    if (kind !== 'dagRuns') return undefined;
    if (runId === '') return asked.method === 'POST' ? trigger(dagId, asked) : undefined;
    return ofRun(runOf(dagId, runId), asked);
  };
}
