import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setInterval } from 'node:timers';
import { messageOf, projectDirectory } from './environment.ts';
import { trimLog } from './log-file.ts';
import { type ChildSpec, ManagedChild } from './managed-child.ts';
import { ProcessRegistry } from './process-registry.ts';
import type { Says } from './progress.ts';
import { runOnce } from './run-once.ts';
import type { ChildName } from './stack-plan.ts';
import type { StackSettings } from './stack-settings.ts';

/** Longest wait for running jobs to be ended and recorded. */
const interruptWithinMs = 15_000;

/** The processes of one stack: what was started last is stopped first. */
export class StackProcesses {
  readonly #settings: StackSettings;
  readonly #says: Says;
  readonly #interruptEntry: string;
  readonly #registry: ProcessRegistry;
  readonly #children = new Map<string, ManagedChild>();
  readonly #given = new AbortController();
  readonly #trimmer: NodeJS.Timeout;

  constructor(settings: StackSettings, says: Says, interruptEntry: string) {
    this.#settings = settings;
    this.#says = says;
    this.#interruptEntry = interruptEntry;
    this.#registry = new ProcessRegistry(join(settings.stateDirectory, 'processes.json'));
    this.#trimmer = setInterval(() => this.#trimLogs(), 10_000).unref();
  }

  /** Ends when the stack was given up: nothing may be started any more. */
  get signal(): AbortSignal {
    return this.#given.signal;
  }

  get(name: ChildName): ManagedChild {
    const child = this.#children.get(name);
    if (child === undefined) throw new Error(`This stack has no ${name} of its own.`);
    return child;
  }

  /** Starts one and keeps it running. */
  async start(spec: ChildSpec): Promise<void> {
    this.#given.signal.throwIfAborted();
    const child = new ManagedChild(spec, { started: this.#started, ended: this.#ended, says: this.#says });
    this.#children.set(spec.name, child);
    await child.start();
  }

  /** Runs a program of the stack to its end. */
  async complete(name: string, entry: string, withinMs: number, args: readonly string[] = []): Promise<void> {
    this.#given.signal.throwIfAborted();
    await runOnce({
      name,
      arguments: [entry, ...args],
      environment: this.#settings.environment,
      directory: projectDirectory,
      logFile: join(this.#settings.stateDirectory, 'logs', `${name}.log`),
      withinMs,
      signal: this.#given.signal,
      started: this.#started,
      ended: this.#ended,
    });
  }

  /** Ends everything in reverse order. Jobs are interrupted once no worker is there that would submit them again. */
  async stop(): Promise<void> {
    for (const name of ['api', 'worker']) await this.#children.get(name)?.stop();
    await this.#interruptJobs();
    this.#given.abort();
    for (const child of [...this.#children.values()].toReversed()) await child.stop();
    clearInterval(this.#trimmer);
  }

  /** Ends everything at once. */
  async kill(): Promise<void> {
    this.#given.abort();
    await Promise.all([...this.#children.values()].map((child) => child.stop(0)));
    clearInterval(this.#trimmer);
  }

  async #interruptJobs(): Promise<void> {
    const { stateDirectory } = this.#settings;
    if (!existsSync(this.#interruptEntry) || !existsSync(join(stateDirectory, 'local'))) return;
    try {
      await this.complete('interrupt', this.#interruptEntry, interruptWithinMs, [stateDirectory]);
    } catch (problem) {
      if (!this.#given.signal.aborted) this.#says(`Not every running job could be ended. ${messageOf(problem)}`);
    }
  }

  #trimLogs(): void {
    for (const { spec } of this.#children.values()) trimLog(spec.logFile);
  }

  readonly #started = (name: string, pid: number): void => this.#registry.add(name, pid);
  readonly #ended = (name: string): void => this.#registry.remove(name);
}
