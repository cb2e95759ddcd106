import { setTimeout as sleep } from 'node:timers/promises';

/** A task instance as its user sees it. */
export interface SeenTask {
  readonly task_id: string;
  readonly map_index: number;
  readonly state: string | null;
  readonly try_number: number;
}

/** Somebody who works with Airflow by hand, over its API and with a fresh sign-in each time. */
export interface AirflowUser {
  token(): Promise<string>;
  dags(): Promise<number>;
  trigger(dagId: string, runId: string, conf?: object): Promise<void>;
  setVariable(key: string, value: string): Promise<void>;
  pause(dagId: string, paused: boolean): Promise<void>;
  clearFailed(dagId: string, runId: string): Promise<void>;
  remove(dagId: string, runId: string): Promise<void>;
  stateOf(dagId: string, runId: string): Promise<string>;
  tasks(dagId: string, runId: string): Promise<readonly SeenTask[]>;
  /** Waits until a run is over. @returns its state */
  ended(dagId: string, runId: string): Promise<string>;
  /** How many clears of a run took effect, by Airflow's own log of what was done. */
  clears(dagId: string, runId: string): Promise<number>;
}

const endsWithinMs = 120_000;

export function signInAs(url: string, username: string, password: string): AirflowUser {
  const call = async (method: string, path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return text === '' ? null : JSON.parse(text);
  };
  const token = async (): Promise<string> =>
    ((await call('POST', '/auth/token', { username, password }, {})) as { access_token: string }).access_token;
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> =>
    call(method, `/api/v2${path}`, body, { authorization: `Bearer ${await token()}` });
  const runPath = (dagId: string, runId: string): string => `/dags/${dagId}/dagRuns/${encodeURIComponent(runId)}`;
  const stateOf = async (dagId: string, runId: string): Promise<string> =>
    ((await ask('GET', runPath(dagId, runId))) as { state: string }).state;

  return {
    token,
    dags: async () => ((await ask('GET', '/dags')) as { total_entries: number }).total_entries,
    trigger: async (dagId, runId, conf = {}) =>
      void (await ask('POST', `/dags/${dagId}/dagRuns`, { logical_date: null, dag_run_id: runId, conf })),
    setVariable: async (key, value) => void (await ask('POST', '/variables', { key, value })),
    pause: async (dagId, paused) => void (await ask('PATCH', `/dags/${dagId}`, { is_paused: paused })),
    clearFailed: async (dagId, runId) =>
      void (await ask('POST', `/dags/${dagId}/clearTaskInstances`, { dry_run: false, dag_run_id: runId, only_failed: true })),
    remove: async (dagId, runId) => void (await ask('DELETE', runPath(dagId, runId))),
    stateOf,
    tasks: async (dagId, runId) =>
      ((await ask('GET', `${runPath(dagId, runId)}/taskInstances`)) as { task_instances: readonly SeenTask[] }).task_instances,
    ended: async (dagId, runId) => {
      for (const begun = Date.now(); ; await sleep(500)) {
        const state = await stateOf(dagId, runId);
        if (state === 'failed' || state === 'success') return state;
        if (Date.now() - begun > endsWithinMs) throw new Error(`${dagId} ${runId} is still ${state}`);
      }
    },
    clears: async (dagId, runId) => {
      const query = `dag_id=${dagId}&run_id=${encodeURIComponent(runId)}&event=post_clear_task_instances&limit=100`;
      const { event_logs: logs } = (await ask('GET', `/eventLogs?${query}`)) as { event_logs: readonly { extra: string | null }[] };
      return logs.filter(({ extra }) => /"dry_run": false/.test(extra ?? '')).length;
    },
  };
}
