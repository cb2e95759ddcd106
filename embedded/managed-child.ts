import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { endProcess, send } from './end-process.ts';
import { type Environment, messageOf, StartError } from './environment.ts';
import { lastLines, openLog } from './log-file.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';
import type { Probe } from './readiness.ts';

/** How to run one process of the stack. */
export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: Environment;
  readonly directory: string;
  readonly logFile: string;
  readonly ready: Probe;
  readonly readyWithinMs: number;
  /** How long it may take to end when asked, before it is killed. */
  readonly stopWithinMs: number;
  /** Keeps a pipe to its standard input open for as long as we live. */
  readonly holdsPipe?: boolean;
}

export type ChildState = 'stopped' | 'starting' | 'ready' | 'waiting';

/** What the owner of a child is told. */
export interface ChildEvents {
  readonly started: (name: string, pid: number) => void;
  readonly ended: (name: string) => void;
  readonly says: (message: string) => void;
}

/** The pause before the next start after so many failures in a row: half a second, doubled up to half a minute. */
export const backoffMs = (failures: number): number => Math.min(30_000, 500 * 2 ** Math.max(0, failures - 1));

/** A child that ran this long was healthy: what happens next counts as a first failure. */
const healthyAfterMs = 10_000;

/** One run of the child's program. */
interface Run {
  readonly identity: ProcessIdentity | undefined;
  readonly process: ChildProcess;
  readonly logStart: number;
  readonly ended: AbortController;
  readonly over: Promise<unknown>;
  readonly startedAt: number;
  how: string;
}

/** A process that is started, watched, started again with growing pauses when it ends by itself, and stopped with its group. */
export class ManagedChild {
  readonly spec: ChildSpec;
  readonly #events: ChildEvents;
  #run: Run | undefined;
  #state: ChildState = 'stopped';
  #failures = 0;
  #restarts = 0;
  #wanted = false;
  #pause = new AbortController();

  constructor(spec: ChildSpec, events: ChildEvents) {
    this.spec = spec;
    this.#events = events;
  }

  get pid(): number | undefined {
    return this.#run?.process.pid;
  }
  get state(): ChildState {
    return this.#state;
  }
  /** How often it was started again after it ended by itself. */
  get restarts(): number {
    return this.#restarts;
  }

  /**
   * Starts it and waits until it is ready. From then on it is started again whenever it ends by itself.
   * @throws StartError with the last lines of its log
   */
  async start(): Promise<void> {
    this.#wanted = true;
    this.#failures = 0;
    this.#pause = new AbortController();
    const run = this.#launch();
    try {
      await this.#becomeReady(run);
    } catch (problem) {
      await this.stop();
      throw problem;
    }
    this.#watch(run);
  }

  /** Asks it to end, kills it with its group when it does not, and starts it no more. */
  async stop(withinMs = this.spec.stopWithinMs): Promise<void> {
    this.#wanted = false;
    this.#pause.abort();
    const run = this.#run;
    if (run?.identity !== undefined) await endProcess(run.identity, withinMs);
    await run?.over;
    this.#state = 'stopped';
  }

  #launch(): Run {
    const { spec } = this;
    const log = openLog(spec.logFile);
    const child = spawn(spec.command, [...spec.arguments], {
      cwd: spec.directory,
      env: spec.environment,
      stdio: [spec.holdsPipe ? 'pipe' : 'ignore', log.descriptor, log.descriptor],
      detached: true,
    });
    closeSync(log.descriptor);
    child.stdin?.on('error', () => {});
    const ended = new AbortController();
    const run: Run = {
      identity: child.pid === undefined ? undefined : identify(child.pid),
      process: child,
      logStart: log.size,
      ended,
      over: once(ended.signal, 'abort'),
      startedAt: Date.now(),
      how: 'did not start',
    };
    this.#follow(run);
    this.#run = run;
    this.#state = 'starting';
    if (child.pid !== undefined) this.#events.started(spec.name, child.pid);
    return run;
  }

  #follow(run: Run): void {
    const end = (how: string) => {
      if (run.ended.signal.aborted) return;
      run.how = how;
      if (run.process.pid !== undefined) send(-run.process.pid, 'SIGKILL');
      this.#events.ended(this.spec.name);
      run.ended.abort();
    };
    run.process.once('exit', (code, signal) => end(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`));
    run.process.once('error', (problem) => end(`could not be started: ${messageOf(problem)}`));
  }

  async #becomeReady(run: Run): Promise<void> {
    const { spec } = this;
    const deadline = Date.now() + spec.readyWithinMs;
    const starting = { logFile: spec.logFile, logStart: run.logStart, signal: run.ended.signal };
    while (!(await spec.ready(starting)) || run.ended.signal.aborted) {
      if (run.ended.signal.aborted) throw this.#failure(run, run.how);
      if (Date.now() > deadline) throw this.#failure(run, `was not ready within ${spec.readyWithinMs / 1000} s`);
      await delay(40);
    }
    this.#state = 'ready';
  }

  #failure(run: Run, how: string): StartError {
    const lines = lastLines(this.spec.logFile, run.logStart);
    return new StartError(`${this.spec.name} ${how}.${lines === '' ? '' : ` It said:\n${lines}`}\n  Log: ${this.spec.logFile}`);
  }

  #watch(run: Run): void {
    const again = () => void this.#startAgain(run);
    if (run.ended.signal.aborted) again();
    else run.ended.signal.addEventListener('abort', again, { once: true });
  }

  async #startAgain(last: Run): Promise<void> {
    if (!this.#wanted) return;
    this.#failures = Date.now() - last.startedAt >= healthyAfterMs ? 1 : this.#failures + 1;
    const pauseMs = backoffMs(this.#failures);
    this.#state = 'waiting';
    this.#events.says(`${this.#failureLine(last)} Starting it again in ${pauseMs / 1000} s. Log: ${this.spec.logFile}`);
    await delay(pauseMs, undefined, { signal: this.#pause.signal }).catch(() => {});
    if (!this.#wanted) return;
    this.#restarts += 1;
    const run = this.#launch();
    this.#watch(run);
    await this.#becomeReady(run).then(
      () => this.#events.says(`${this.spec.name} is ready again.`),
      () => this.#giveUpOn(run),
    );
  }

  #failureLine(last: Run): string {
    if (this.#failures < 3) return `${this.spec.name} ${last.how}.`;
    return `${this.spec.name} keeps failing (${this.#failures} times in a row; the last time it ${last.how}). It said:\n${lastLines(this.spec.logFile, last.logStart, 5)}\n `;
  }

  /** A start that never became ready is ended, which leads to the next one. */
  async #giveUpOn(run: Run): Promise<void> {
    if (run.identity !== undefined && !run.ended.signal.aborted) await endProcess(run.identity, this.spec.stopWithinMs);
  }
}
