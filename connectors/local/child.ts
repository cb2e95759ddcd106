import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode, readWritten, writeOnce } from './durable.ts';
import { openOutput } from './output.ts';
import { pathsOfRun, runFiles } from './paths.ts';
import { identify, isRunning, processesWithVariable, sendSignal } from './process-table.ts';
import type { ChildRecord, RunSpec } from './run-files.ts';

/** How the command ended, as far as its watcher could see. */
export interface ChildEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** False when the command was not a child of this process: its exit code cannot be read. */
  readonly observed: boolean;
}

/** A command that runs. */
export interface RunningChild {
  /** Its process group; null when the command was already gone, and its number may belong to others by now. */
  readonly group: number | null;
  readonly startedAt: string;
  readonly ended: Promise<ChildEnd>;
}

/** The only variables of our own environment that a job sees. */
const inherited = ['PATH', 'HOME', 'LANG', 'TZ'] as const;
const marker = (runDir: string): string => `NIGHTSHIFT_SCRATCH=${runFiles(runDir).scratch}`;

/** The whole environment of a job's command. */
export function jobEnvironment(spec: RunSpec, runDir: string, own: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const basics = inherited.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]] as const]));
  return {
    ...Object.fromEntries(basics),
    ...spec.environment,
    NIGHTSHIFT_JOB: spec.jobKey,
    NIGHTSHIFT_RUN_KEY: spec.runKey,
    NIGHTSHIFT_JOB_STATE: join(pathsOfRun(runDir).jobStates, spec.jobKey),
    NIGHTSHIFT_SCRATCH: runFiles(runDir).scratch,
  };
}

async function explainStartError(spec: RunSpec, error: unknown): Promise<string> {
  const program = spec.command[0];
  const folder = await stat(spec.workingDirectory).catch(() => null);
  if (folder === null) return `The working directory does not exist: ${spec.workingDirectory}`;
  if (!folder.isDirectory()) return `The working directory is not a directory: ${spec.workingDirectory}`;
  if (hasCode(error, 'ENOENT')) return `Command not found: ${program} (ENOENT)`;
  if (hasCode(error, 'EACCES')) return `Permission denied: ${program} is not executable (EACCES)`;
  return `The command ${program} could not be started: ${error instanceof Error ? error.message : String(error)}`;
}

/** Starts the command in a process group of its own, its output going straight to the log file. A sentence tells why it could not. */
export async function startChild(
  spec: RunSpec,
  runDir: string,
  own: Readonly<Record<string, string | undefined>>,
): Promise<RunningChild | string> {
  const files = runFiles(runDir);
  const env = jobEnvironment(spec, runDir, own);
  await mkdir(files.scratch, { recursive: true });
  await mkdir(env.NIGHTSHIFT_JOB_STATE ?? '', { recursive: true });
  const [program = '', ...args] = spec.command;
  let child: ChildProcess;
  const log = openOutput(files.log);
  try {
    child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd: spec.workingDirectory,
      env,
      detached: true,
      stdio: ['ignore', log, log],
    });
  } catch (error) {
    return await explainStartError(spec, error);
  } finally {
    closeSync(log);
  }
  const ended = new Promise<ChildEnd>((resolve) => child.once('exit', (exitCode, signal) => resolve({ exitCode, signal, observed: true })));
  const startError = await new Promise<unknown>((resolve) => child.once('spawn', () => resolve(null)).once('error', resolve));
  if (startError !== null) return await explainStartError(spec, startError);
  const startedAt = new Date().toISOString();
  const pid = child.pid ?? 0;
  const identity = identify(pid);
  if (identity !== null) await writeOnce(files.child, { process: identity, startedAt } satisfies ChildRecord);
  return { group: pid, startedAt, ended };
}

/** A command whose watcher died before noting it: it can be told by its environment. */
async function findUnrecorded(runDir: string): Promise<ChildRecord | null> {
  for (let look = 0; look < 5; look += 1) {
    const leader = processesWithVariable(marker(runDir)).find((candidate) => candidate.leadsGroup);
    const identity = leader === undefined ? null : identify(leader.pid);
    if (identity !== null) {
      await writeOnce(runFiles(runDir).child, { process: identity, startedAt: new Date().toISOString() } satisfies ChildRecord);
      return await readWritten<ChildRecord>(runFiles(runDir).child);
    }
    await sleep(200);
  }
  return null;
}

async function untilGone(child: ChildRecord): Promise<ChildEnd> {
  while (isRunning(child.process)) await sleep(100);
  return { exitCode: null, signal: null, observed: false };
}

/** Takes over a command that a dead watcher started. Null when there is no trace of one. */
export async function adoptChild(runDir: string): Promise<RunningChild | null> {
  const child = (await readWritten<ChildRecord>(runFiles(runDir).child)) ?? (await findUnrecorded(runDir));
  if (child === null) return null;
  return { group: isRunning(child.process) ? child.process.pid : null, startedAt: child.startedAt, ended: untilGone(child) };
}

/** Ends whatever is left of a run: its process group and processes that left the group. */
export function endLeftovers(runDir: string, group: number | null): void {
  if (group !== null) sendSignal(-group, 'SIGKILL');
  for (const { pid } of processesWithVariable(marker(runDir))) sendSignal(pid, 'SIGKILL');
}
