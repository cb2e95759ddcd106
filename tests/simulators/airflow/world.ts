/** DAGs and their runs in a simulated Airflow, and what its API makes of them. Times are epoch milliseconds. */

export interface SimulatedTry {
  readonly tryNumber: number;
  readonly maxTries: number;
  readonly state: string | null;
  readonly start: number | null;
  readonly end: number | null;
}

export interface SimulatedTask {
  readonly id: string;
  readonly mapIndex: number;
  readonly retries: number;
  state: string | null;
  tryNumber: number;
  maxTries: number;
  start: number | null;
  end: number | null;
  /** Tries that are over and were recorded, as a retry or a clear does it. */
  readonly history: SimulatedTry[];
  /** What a try wrote, by its number. */
  readonly logs: Map<number, string>;
}

export interface SimulatedRun {
  readonly dagId: string;
  readonly runId: string;
  readonly conf: Readonly<Record<string, unknown>>;
  readonly note: string | null;
  readonly tasks: SimulatedTask[];
  state: string;
  start: number | null;
  end: number | null;
  /** How often it was cleared: Airflow counts it, and tells nobody. */
  clears: number;
}

export interface SimulatedDag {
  readonly id: string;
  /** In the order in which they run; a number of mapped instances makes a task mapped. */
  readonly tasks: readonly { readonly id: string; readonly retries?: number; readonly mapped?: number }[];
  paused?: boolean;
}

const tryOf = ({ tryNumber, maxTries, state, start, end }: SimulatedTask): SimulatedTry => ({ tryNumber, maxTries, state, start, end });

export function createAirflowWorld(dags: readonly SimulatedDag[]) {
  const runs: SimulatedRun[] = [];
  let clock = Date.UTC(2026, 0, 1);
  const tick = (): number => (clock += 1_000);

  const runOf = (dagId: string, runId: string): SimulatedRun | undefined => runs.find((run) => run.dagId === dagId && run.runId === runId);
  const dagOf = (dagId: string): SimulatedDag | undefined => dags.find((dag) => dag.id === dagId);

  const start = (dagId: string, runId: string, conf: Readonly<Record<string, unknown>>, note: string | null = null): SimulatedRun => {
    const task = (id: string, retries: number, mapIndex: number): SimulatedTask => ({
      id,
      mapIndex,
      retries,
      state: null,
      tryNumber: 0,
      maxTries: retries,
      start: null,
      end: null,
      history: [],
      logs: new Map(),
    });
    const tasks = (dagOf(dagId)?.tasks ?? []).flatMap(({ id, retries = 0, mapped = 0 }) =>
      mapped === 0 ? [task(id, retries, -1)] : Array.from({ length: mapped }, (_, index) => task(id, retries, index)),
    );
    const run = { dagId, runId, conf, note, tasks, state: 'queued', start: null, end: null, clears: 0 };
    runs.push(run);
    return run;
  };

  const begin = (task: SimulatedTask): void => {
    if (task.state === 'up_for_retry') task.history.push(tryOf(task));
    Object.assign(task, { state: 'running', tryNumber: task.tryNumber + 1, start: tick(), end: null });
  };
  const finish = (task: SimulatedTask, state: string, log: string): void => {
    task.logs.set(task.tryNumber, log);
    Object.assign(task, { state, end: tick() });
  };

  return {
    dags,
    runs,
    runOf,
    dagOf,
    start,
    /** A run goes on to its end: the task that is named fails until it has no retries left, what comes after it waits in vain. */
    end(run: SimulatedRun, failing: string | null, error = 'ValueError: no such day', state?: string): void {
      run.start ??= tick();
      let broken = false;
      for (const task of run.tasks) {
        if (task.state === 'success') continue;
        if (broken && `${task.id}` !== failing && `${task.id}[${task.mapIndex}]` !== failing && task.mapIndex < 0) {
          Object.assign(task, { state: 'upstream_failed', start: tick(), end: clock });
          continue;
        }
        const fails = failing === task.id || failing === `${task.id}[${task.mapIndex}]`;
        do {
          begin(task);
          finish(task, fails ? (task.tryNumber <= task.maxTries ? 'up_for_retry' : 'failed') : 'success', fails ? error : '');
        } while (task.state === 'up_for_retry');
        broken ||= fails;
      }
      Object.assign(run, { state: state ?? (broken ? 'failed' : 'success'), end: tick() });
    },
    /** As Airflow does it: a try is recorded, and `max_tries` grows, of what was tried; the run is queued once more. */
    clear(run: SimulatedRun, tasks: readonly SimulatedTask[]): void {
      for (const task of tasks) {
        if (task.tryNumber > 0) task.history.push(tryOf(task));
        Object.assign(task, { maxTries: task.tryNumber + task.retries, state: null });
      }
      if (tasks.length === 0) return;
      run.clears += 1;
      Object.assign(run, { state: 'queued', start: null, end: null });
    },
    remove(run: SimulatedRun): void {
      runs.splice(runs.indexOf(run), 1);
    },
  };
}
export type AirflowWorld = ReturnType<typeof createAirflowWorld>;
