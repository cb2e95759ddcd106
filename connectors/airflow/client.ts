import type { z } from 'zod';
import { ConnectorError } from '../contract.ts';
import { createRestClient, type RestRequest } from '../rest/rest-client.ts';
import { readLogEntries, readLogText } from './read-log.ts';
import {
  cleared,
  type Dag,
  type DagRun,
  dag,
  dagPage,
  dagRun,
  dagRunPage,
  health,
  type TaskInstance,
  taskInstancePage,
  version,
} from './schemas.ts';
import type { AirflowSettings } from './settings.ts';
import { type ApiVersion, createSignIn, isBadToken } from './sign-in.ts';
import { wordsOf } from './words.ts';

/** The most that Airflow gives at a time, whatever is asked for; an installation may set it lower. */
export const pageSize = 100;
/** Most pages of one answer that are followed: more is a loop. */
const mostPages = 200;

export interface RunQuery {
  readonly states: readonly string[];
  readonly dagIds?: readonly string[];
  /** Ended at this time or later, ISO. */
  readonly endedSince?: string;
  readonly newestFirst?: boolean;
  readonly offset: number;
  readonly limit?: number;
}

/** A run of a DAG by its two ids. */
export interface RunAddress {
  readonly dagId: string;
  readonly runId: string;
}

/** The calls of Airflow's REST API that are used, the same for both of its versions. */
export interface AirflowClient {
  api(signal?: AbortSignal): Promise<ApiVersion>;
  version(signal?: AbortSignal): Promise<string>;
  /** What the scheduler says of its own health, e.g. `healthy`; null where it says nothing. */
  scheduler(signal?: AbortSignal): Promise<string | null>;
  dags(signal?: AbortSignal): AsyncGenerator<readonly Dag[]>;
  dag(dagId: string, signal?: AbortSignal): Promise<Dag | null>;
  runs(query: RunQuery, signal?: AbortSignal): Promise<z.output<typeof dagRunPage>>;
  run(run: RunAddress, signal?: AbortSignal): Promise<DagRun | null>;
  /** All task instances of a run as they stand. */
  tasks(run: RunAddress, signal?: AbortSignal): Promise<readonly TaskInstance[]>;
  /** All task instances of several runs of one DAG, by the id of the run. */
  tasksOfRuns(dagId: string, runIds: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, readonly TaskInstance[]>>;
  /** Every try of one task instance, the last one as it stands now. */
  tries(run: RunAddress, task: TaskInstance, signal?: AbortSignal): Promise<readonly TaskInstance[]>;
  /** Parts of the log of one try, as they come: text of Airflow 2, or entries of Airflow 3. */
  log(run: RunAddress, task: TaskInstance, signal?: AbortSignal): Promise<readonly unknown[]>;
  /** Clears tasks, so that the scheduler runs them again. Only looks whether it may where `dryRun`. */
  clear(
    input: RunAddress & { readonly only: 'failed' | readonly (string | readonly [string, number])[]; readonly dryRun?: boolean },
    signal?: AbortSignal,
  ): Promise<void>;
  /** Starts a run under an id of our own. @throws ConnectorError conflict when there is one */
  trigger(input: RunAddress & { readonly conf: object; readonly note: string }, signal?: AbortSignal): Promise<DagRun>;
  /** Marks a run as failed, which stops it. */
  fail(run: RunAddress, signal?: AbortSignal): Promise<void>;
}

const part = encodeURIComponent;
const pathOf = ({ dagId, runId }: RunAddress): string => `/dags/${part(dagId)}/dagRuns/${part(runId)}`;
const taskPath = (run: RunAddress, { task_id: id }: TaskInstance): string => `${pathOf(run)}/taskInstances/${part(id)}`;

const orNull = <Value>(answer: Promise<Value>): Promise<Value | null> =>
  answer.catch((error: unknown) => {
    if (error instanceof ConnectorError && error.kind === 'not-found') return null;
    throw error;
  });

/** Asks for pages until all that is said to be there has come. */
async function* pages<Item>(
  read: (offset: number) => Promise<{ readonly items: readonly Item[]; readonly total: number | null | undefined }>,
): AsyncGenerator<readonly Item[]> {
  let offset = 0;
  for (let count = 0; count < mostPages; count++) {
    const { items, total } = await read(offset);
    yield items;
    offset += items.length;
    if (items.length === 0 || offset >= (total ?? 0)) return;
  }
}

export function createAirflowClient(settings: AirflowSettings): AirflowClient {
  const { name, url, timeoutSeconds, requestsPerSecond } = settings;
  const signIn = createSignIn(settings);
  const rest = createRestClient({
    platform: name,
    baseUrl: url,
    authorise: signIn.authorise,
    timeoutMs: timeoutSeconds * 1000,
    requestsPerSecond,
    isSignedOut: isBadToken,
    wordsOf,
  });
  const address = async (path: string, signal?: AbortSignal): Promise<string> => `/api/${await signIn.api(signal)}${path}`;

  const ask = async <Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    request: RestRequest = {},
    signal?: AbortSignal,
  ): Promise<z.output<Schema>> => {
    const { body } = await rest.json(await address(path, signal), request, signal);
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
    throw new ConnectorError(
      request.effect === true ? 'unknown-outcome' : 'unavailable',
      `${name} answered ${path} with something else than expected: ${where}`,
    );
  };

  return {
    api: signIn.api,
    version: async (signal) => (await ask(version, '/version', {}, signal)).version,
    scheduler: async (signal) => {
      const path = (await signIn.api(signal)) === 'v2' ? '/monitor/health' : '/health';
      return (await ask(health, path, {}, signal)).scheduler?.status ?? null;
    },
    dags: (signal) =>
      pages(async (offset) => {
        const page = await ask(dagPage, '/dags', { query: { limit: pageSize, offset, order_by: 'dag_id' } }, signal);
        return { items: page.dags, total: page.total_entries };
      }),
    dag: (dagId, signal) => orNull(ask(dag, `/dags/${part(dagId)}`, {}, signal)),
    runs: ({ states, dagIds, endedSince, newestFirst, offset, limit = pageSize }, signal) => {
      const body = {
        states,
        order_by: newestFirst === true ? '-end_date' : 'end_date',
        page_limit: limit,
        page_offset: offset,
        ...(dagIds === undefined ? {} : { dag_ids: dagIds }),
        ...(endedSince === undefined ? {} : { end_date_gte: endedSince }),
      };
      // A GET would do as well, but the two versions want lists in it in different forms.
      return ask(dagRunPage, '/dags/~/dagRuns/list', { body }, signal);
    },
    run: (run, signal) => orNull(ask(dagRun, pathOf(run), {}, signal)),
    tasks: async (run, signal) => {
      const found: TaskInstance[] = [];
      const read = async (offset: number) => {
        const page = await ask(taskInstancePage, `${pathOf(run)}/taskInstances`, { query: { limit: pageSize, offset } }, signal);
        return { items: page.task_instances, total: page.total_entries };
      };
      for await (const items of pages(read)) found.push(...items);
      return found;
    },
    tasksOfRuns: async (dagId, runIds, signal) => {
      const found: TaskInstance[] = [];
      const order = (await signIn.api(signal)) === 'v2' ? { order_by: 'id' } : {};
      const read = async (offset: number) => {
        const body = { dag_ids: [dagId], dag_run_ids: runIds, page_limit: pageSize, page_offset: offset, ...order };
        const page = await ask(taskInstancePage, '/dags/~/dagRuns/~/taskInstances/list', { body }, signal);
        return { items: page.task_instances, total: page.total_entries };
      };
      for await (const items of pages(read)) found.push(...items);
      return Map.groupBy(found, (task) => task.dag_run_id ?? '');
    },
    tries: async (run, task, signal) => {
      const one = task.map_index < 0 ? '' : `/${task.map_index}`;
      const path = `${taskPath(run, task)}${one}/tries`;
      return (await ask(taskInstancePage, path, { query: { limit: pageSize } }, signal)).task_instances;
    },
    log: async (run, task, signal) => {
      const place = { path: await address(`${taskPath(run, task)}/logs/${task.try_number}`, signal), mapIndex: task.map_index };
      return (await signIn.api(signal)) === 'v2' ? readLogEntries(name, rest, place, signal) : [await readLogText(rest, place, signal)];
    },
    clear: async ({ dagId, runId, only, dryRun = false }, signal) => {
      // Without `dry_run: false` nothing happens, and without `reset_dag_runs` Airflow 2 leaves the run as it ended.
      const body = {
        dry_run: dryRun,
        dag_run_id: runId,
        reset_dag_runs: true,
        only_failed: only === 'failed',
        ...(only === 'failed' ? {} : { task_ids: only }),
      };
      await ask(cleared, `/dags/${part(dagId)}/clearTaskInstances`, { body, ...(dryRun ? {} : { effect: true }) }, signal);
    },
    trigger: async ({ dagId, runId, conf, note }, signal) => {
      // Airflow 3 wants a logical date to be named, and null keeps it from being one of the schedule's; Airflow 2 takes no null.
      const date = (await signIn.api(signal)) === 'v2' ? { logical_date: null } : {};
      return ask(dagRun, `/dags/${part(dagId)}/dagRuns`, { body: { dag_run_id: runId, conf, note, ...date }, effect: true }, signal);
    },
    fail: async (run, signal) => {
      await ask(dagRun, pathOf(run), { method: 'PATCH', body: { state: 'failed' }, effect: true }, signal);
    },
  };
}
