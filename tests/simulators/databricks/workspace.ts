/** Runs and jobs of a simulated workspace, and what its Jobs API makes of them. Times are epoch milliseconds. */

export interface SimulatedTask {
  readonly key: string;
  runId: bigint;
  attempt: number;
  state: string;
  code: string;
  readonly error: string;
  endTime: number;
}

export interface SimulatedRun {
  readonly runId: bigint;
  readonly jobId: bigint;
  readonly token: string | null;
  readonly tasks: SimulatedTask[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly repairs: { readonly id: bigint; state: string; code: string; endTime: number }[];
  state: string;
  code: string;
  startTime: number;
  endTime: number;
}

export class ApiError extends Error {
  readonly status: number;
  readonly errorCode: string;
  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

const invalid = (message: string): ApiError => new ApiError(400, 'INVALID_PARAMETER_VALUE', message);

export function createWorkspace(jobs: readonly { readonly id: bigint; readonly name: string; readonly tasks: readonly string[] }[]) {
  const runs: SimulatedRun[] = [];
  /** Every id is beyond 2^53. */
  let nextId = 9_007_199_254_741_000n;
  let clock = Date.UTC(2026, 0, 1);
  const tick = (): number => (clock += 1_000);
  const id = (): bigint => nextId++;

  const jobOf = (jobId: bigint) => {
    const job = jobs.find((one) => one.id === jobId);
    if (job === undefined) throw invalid(`Job ${jobId} does not exist.`);
    return job;
  };
  const runOf = (runId: bigint): SimulatedRun => {
    const run = runs.find((one) => one.runId === runId);
    if (run === undefined) throw invalid(`Run ${runId} does not exist.`);
    return run;
  };

  const start = (jobId: bigint, token: string | null, parameters: Readonly<Record<string, string>>): SimulatedRun => {
    const job = jobOf(jobId);
    const begun = tick();
    const tasks = job.tasks.map(
      (key): SimulatedTask => ({ key, runId: id(), attempt: 0, state: 'RUNNING', code: '', error: '', endTime: 0 }),
    );
    const run = { runId: id(), jobId, token, tasks, parameters, repairs: [], state: 'RUNNING', code: '', startTime: begun, endTime: 0 };
    runs.push(run);
    return run;
  };

  return {
    jobs,
    runs,
    runOf,
    start,
    /** The same token is the same run. */
    runNow: (jobId: bigint, token: string | null, parameters: Readonly<Record<string, string>>): SimulatedRun =>
      runs.find((run) => token !== null && run.token === token) ?? start(jobId, token, parameters),
    /** Ends a run: its first task fails with the error, the others wait for it in vain. */
    end(run: SimulatedRun, code: string, error: string, state = 'TERMINATED'): void {
      const at = tick();
      run.tasks.forEach((task, index) => {
        const ownCode = code === 'SUCCESS' || index === 0 ? code : 'UPSTREAM_FAILED';
        Object.assign(task, { state: 'TERMINATED', code: ownCode, error: index === 0 ? error : '', endTime: at });
      });
      Object.assign(run, { state, code, endTime: at });
      const repair = run.repairs.at(-1);
      if (repair !== undefined) Object.assign(repair, { state, code, endTime: at });
    },
    repair(runId: bigint, latest: bigint | null): bigint {
      const run = runOf(runId);
      if (run.state !== 'TERMINATED') throw new ApiError(400, 'INVALID_STATE', `Run ${runId} is still active.`);
      if ((run.repairs.at(-1)?.id ?? null) !== latest)
        throw new ApiError(409, 'ABORTED', `The latest_repair_id does not match the latest repair of run ${runId}.`);
      const repair = { id: id(), state: 'RUNNING', code: '', endTime: 0 };
      run.repairs.push(repair);
      for (const task of run.tasks.filter((one) => one.code !== 'SUCCESS'))
        Object.assign(task, { runId: id(), attempt: task.attempt + 1, state: 'RUNNING', code: '', endTime: 0 });
      Object.assign(run, { state: 'RUNNING', code: '', endTime: 0 });
      return repair.id;
    },
    cancel(runId: bigint): void {
      this.end(runOf(runId), 'USER_CANCELED', 'Run cancelled by a user');
    },
  };
}
export type Workspace = ReturnType<typeof createWorkspace>;
