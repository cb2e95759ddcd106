import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { type Environment, projectDirectory, StartError } from './environment.ts';
import type { ManagedChild } from './managed-child.ts';
import { endLeftovers } from './process-registry.ts';
import { type Says, seconds } from './progress.ts';
import { type ChildName, type EntryPoints, entryPoints } from './stack-plan.ts';
import { StackProcesses } from './stack-processes.ts';
import { type StackSettings, settleStack, stateDirectoryOf } from './stack-settings.ts';
import { startInOrder } from './start-order.ts';
import { acquireLock, type StateLock } from './state-lock.ts';

export interface StackOptions {
  /** The environment, read once by the entry point. What it names (`DATABASE_URL`, `TEMPORAL_ADDRESS`, `SMTP_HOST`) is used instead of the embedded part. */
  readonly environment: Environment;
  /** `free`: take free ports and meet no other stack. Otherwise ports are as configured. */
  readonly ports?: 'configured' | 'free';
  readonly says?: Says;
  /** Ends the start; the rejection comes after everything that had started has ended. */
  readonly signal?: AbortSignal;
  /** Other programs in place of the product's own, relative to the checkout or absolute. */
  readonly entries?: Partial<EntryPoints>;
  /** Processes that are not to be started. */
  readonly without?: readonly ChildName[];
}

/** Where people and programs find a running stack. */
export interface StackUrls {
  readonly web: string;
  readonly docs: string;
  readonly outbox: string;
  readonly temporal: string | undefined;
}

/** A running stack. */
export interface Stack {
  readonly urls: StackUrls;
  readonly stateDirectory: string;
  /** What its processes got: `DATABASE_URL`, `TEMPORAL_ADDRESS`, `MAIL_CATCHER_URL`, … */
  readonly environment: Environment;
  /** One of its processes, e.g. to kill it or to stop and start it. */
  child(name: ChildName): ManagedChild;
  /** Ends everything, running jobs of the local platform included, and frees the state directory. */
  stop(): Promise<void>;
  /** Ends everything at once. Also hurries a `stop` that is under way. */
  kill(): Promise<void>;
}

const urlsOf = ({ environment, embedded, config }: StackSettings): StackUrls => {
  const web = (environment['PUBLIC_URL'] ?? '').replace(/\/+$/, '');
  return {
    web,
    docs: `${web}/docs`,
    outbox: `${web}/outbox`,
    temporal: embedded.temporal ? environment['TEMPORAL_UI_URL'] : config.TEMPORAL_UI_URL,
  };
};

async function claim(stateDirectory: string, says: Says): Promise<StateLock> {
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const lock = acquireLock(
    join(stateDirectory, 'supervisor.lock'),
    (holder) =>
      `Nightshift already runs on ${stateDirectory} (${holder}). Stop it first, or set STATE_DIR=… to start another one beside it.`,
  );
  const ended = await endLeftovers(join(stateDirectory, 'processes.json'));
  if (ended.length > 0) says(`Ended what an earlier start had left running: ${ended.join(', ')}.`);
  return lock;
}

/**
 * Starts everything that the environment does not name: database, migrations, Temporal server, mail catcher, worker and API.
 * @throws StartError or ConfigError with a message for the reader; nothing is left running then
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { environment, says = () => {}, signal, without = [] } = options;
  const startedAt = Date.now();
  const lock = await claim(stateDirectoryOf(readConfig(environment)), says);
  let processes: StackProcesses | undefined;
  const giveUp = () => void processes?.kill();
  try {
    const settings = await settleStack(environment, options.ports ?? 'configured');
    const entries = { ...entryPoints, ...options.entries };
    processes = new StackProcesses(settings, says, resolve(projectDirectory, entries.interrupt));
    signal?.addEventListener('abort', giveUp, { once: true });
    await startInOrder({ settings, entries, without, processes, says, signal: signal ?? new AbortController().signal });
    signal?.removeEventListener('abort', giveUp);
    says(`Nightshift is ready after ${seconds(startedAt)}.`);
    return stackOf(settings, processes, lock);
  } catch (problem) {
    await processes?.kill();
    lock.release();
    throw signal?.aborted ? new StartError('The start was given up.', { cause: problem }) : problem;
  }
}

function stackOf(settings: StackSettings, processes: StackProcesses, lock: StateLock): Stack {
  let stopped: Promise<void> | undefined;
  return {
    urls: urlsOf(settings),
    stateDirectory: settings.stateDirectory,
    environment: settings.environment,
    child: (name) => processes.get(name),
    stop: () => (stopped ??= processes.stop().finally(lock.release)),
    async kill() {
      await processes.kill();
      await (stopped ??= Promise.resolve().then(lock.release));
    },
  };
}
