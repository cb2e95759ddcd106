import { ApiError, invalid } from './api-error.ts';
import { type JobInput, type JobSettings, mergeSettings, settingsOf, type TaskSettings } from './job-settings.ts';

/** Runs and jobs of a simulated workspace, and what its Jobs API makes of them. Times are epoch milliseconds. */

export interface SimulatedTask {
  readonly key: string;
  runId: bigint;
  attempt: number;
  state: string;
  code: string;
  error: string;
  endTime: number;
  /** As the job's settings were when this attempt began. */
  settings: TaskSettings;
}

export interface SimulatedRun {
  readonly runId: bigint;
  readonly jobId: bigint;
  readonly name: string;
  readonly type: 'JOB_RUN' | 'SUBMIT_RUN';
  readonly token: string | null;
  readonly tasks: SimulatedTask[];
  readonly repairs: { readonly id: bigint; state: string; code: string; endTime: number }[];
  clusters: JobSettings['job_clusters'];
  parameters: Readonly<Record<string, string>>;
  state: string;
  code: string;
  startTime: number;
  endTime: number;
}

/** A call that changed something, in order: what tests judge by. */
export interface SimulatedEffect {
  readonly call: 'run-now' | 'runs/submit' | 'repair' | 'update' | 'cancel';
  readonly id: bigint;
  readonly token: string | null;
}

export interface SimulatedJob {
  readonly id: bigint;
  settings: JobSettings;
}

interface Start {
  readonly jobId: bigint;
  readonly name: string;
  readonly type: SimulatedRun['type'];
  readonly token: string | null;
  readonly settings: Pick<JobSettings, 'tasks' | 'job_clusters'>;
  readonly parameters: Readonly<Record<string, string>>;
}

export function createWorkspace(given: readonly JobInput[], options: { readonly now?: () => number } = {}) {
  const jobs: SimulatedJob[] = given.map((job) => ({ id: job.id, settings: settingsOf(job) }));
  const runs: SimulatedRun[] = [];
  const byId = new Map<bigint, SimulatedRun>();
  const byToken = new Map<string, SimulatedRun>();
  const effects: SimulatedEffect[] = [];
  const listeners: ((run: SimulatedRun) => void)[] = [];
  let newestFirst: readonly SimulatedRun[] | null = null;
  /** Every id is beyond 2^53. */
  let nextId = 9_007_199_254_741_000n;
  let clock = Date.UTC(2026, 0, 1);
  /** Whatever takes time may change what has ended. */
  const tick = (): number => {
    newestFirst = null;
    return options.now?.() ?? (clock += 1_000);
  };
  const id = (): bigint => nextId++;

  const jobOf = (jobId: bigint): SimulatedJob => {
    const job = jobs.find((one) => one.id === jobId);
    if (job === undefined) throw invalid(`Job ${jobId} does not exist.`);
    return job;
  };
  const runOf = (runId: bigint): SimulatedRun => {
    const run = byId.get(runId);
    if (run === undefined) throw invalid(`Run ${runId} does not exist.`);
    return run;
  };
  const begun = (run: SimulatedRun): SimulatedRun => {
    for (const listen of listeners) listen(run);
    return run;
  };

  const begin = ({ settings, ...start }: Start): SimulatedRun => {
    const { tasks, job_clusters: clusters } = structuredClone(settings);
    const run: SimulatedRun = {
      ...start,
      runId: id(),
      tasks: tasks.map((task) => ({
        key: task.task_key,
        runId: id(),
        attempt: 0,
        state: 'RUNNING',
        code: '',
        error: '',
        endTime: 0,
        settings: task,
      })),
      clusters,
      repairs: [],
      state: 'RUNNING',
      code: '',
      startTime: tick(),
      endTime: 0,
    };
    runs.push(run);
    byId.set(run.runId, run);
    if (start.token !== null) byToken.set(start.token, run);
    return begun(run);
  };

  const start = (jobId: bigint, token: string | null, parameters: Readonly<Record<string, string>>): SimulatedRun => {
    const { settings } = jobOf(jobId);
    const usual = Object.fromEntries(settings.parameters.map((one) => [one.name, one.default]));
    return begin({ jobId, name: settings.name, type: 'JOB_RUN', token, settings, parameters: { ...usual, ...parameters } });
  };

  /** The same token is the same run. */
  const once = (call: 'run-now' | 'runs/submit', token: string | null, make: () => SimulatedRun): SimulatedRun => {
    if (token !== null && token.length > 64) throw invalid('idempotency_token must be at most 64 characters.');
    const known = token === null ? undefined : byToken.get(token);
    if (known !== undefined) return known;
    const run = make();
    effects.push({ call, id: run.runId, token });
    return run;
  };

  return {
    jobs,
    runs,
    effects,
    jobOf,
    runOf,
    start,
    /** Runs that have ended, those that ended last first. */
    ended: (): readonly SimulatedRun[] =>
      (newestFirst ??= runs.filter((run) => run.endTime > 0).toSorted((left, right) => right.endTime - left.endTime)),
    /** Takes a run out of the workspace, as its owner or its age would. */
    remove(run: SimulatedRun): void {
      tick();
      runs.splice(runs.indexOf(run), 1);
      byId.delete(run.runId);
    },
    /** Called whenever a run or a repair begins. */
    onBegin: (listen: (run: SimulatedRun) => void) => void listeners.push(listen),
    runNow: (jobId: bigint, token: string | null, parameters: Readonly<Record<string, string>>): SimulatedRun =>
      once('run-now', token, () => start(jobId, token, parameters)),
    submitRun: (name: string, token: string | null, tasks: readonly TaskSettings[]): SimulatedRun =>
      once('runs/submit', token, () => {
        if (tasks.length === 0) throw invalid('At least one task must be specified.');
        if (tasks.some((task) => task['job_cluster_key'] !== undefined))
          throw invalid('job_cluster_key is not supported in a one-time run.');
        return begin({ jobId: id(), name, type: 'SUBMIT_RUN', token, settings: { tasks: [...tasks], job_clusters: [] }, parameters: {} });
      }),
    update(jobId: bigint, set: Partial<JobSettings>, remove: readonly string[]): void {
      const job = jobOf(jobId);
      job.settings = mergeSettings(job.settings, set, remove);
      effects.push({ call: 'update', id: jobId, token: null });
    },
    /** Ends a run: its first task that is going fails with the error, the others wait for it in vain. */
    end(run: SimulatedRun, code: string, error: string, state = 'TERMINATED'): void {
      const at = tick();
      run.tasks
        .filter((task) => task.state !== 'TERMINATED')
        .forEach((task, index) => {
          const ownCode = code === 'SUCCESS' || index === 0 ? code : 'UPSTREAM_FAILED';
          Object.assign(task, { state: 'TERMINATED', code: ownCode, error: index === 0 ? error : '', endTime: at });
        });
      Object.assign(run, { state, code, endTime: at });
      const repair = run.repairs.at(-1);
      if (repair !== undefined) Object.assign(repair, { state, code, endTime: at });
    },
    /** Lets one task of a going run succeed. */
    finish(run: SimulatedRun, taskKey: string): void {
      const task = run.tasks.find((one) => one.key === taskKey);
      if (task !== undefined) Object.assign(task, { state: 'TERMINATED', code: 'SUCCESS', endTime: tick() });
    },
    repair(runId: bigint, latest: bigint | null, parameters: Readonly<Record<string, string>> = {}): bigint {
      const run = runOf(runId);
      if (run.state !== 'TERMINATED') throw new ApiError(400, 'INVALID_STATE', `Run ${runId} is still active.`);
      if ((run.repairs.at(-1)?.id ?? null) !== latest)
        throw new ApiError(409, 'ABORTED', `The latest_repair_id does not match the latest repair of run ${runId}.`);
      tick();
      const current = run.type === 'JOB_RUN' ? structuredClone(jobOf(run.jobId).settings) : null;
      const repair = { id: id(), state: 'RUNNING', code: '', endTime: 0 };
      run.repairs.push(repair);
      for (const task of run.tasks.filter((one) => one.code !== 'SUCCESS')) {
        const settings = current?.tasks.find((one) => one.task_key === task.key) ?? task.settings;
        Object.assign(task, { runId: id(), attempt: task.attempt + 1, state: 'RUNNING', code: '', error: '', endTime: 0, settings });
      }
      Object.assign(run, { state: 'RUNNING', code: '', endTime: 0, clusters: current?.job_clusters ?? run.clusters });
      run.parameters = { ...run.parameters, ...parameters };
      effects.push({ call: 'repair', id: runId, token: null });
      begun(run);
      return repair.id;
    },
    cancel(runId: bigint): void {
      this.end(runOf(runId), 'USER_CANCELED', 'Run cancelled by a user');
      effects.push({ call: 'cancel', id: runId, token: null });
    },
  };
}
export type Workspace = ReturnType<typeof createWorkspace>;
