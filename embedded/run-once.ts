import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { send } from './end-process.ts';
import { type Environment, messageOf, StartError } from './environment.ts';
import { lastLines, openLog } from './log-file.ts';

/** A program that is run to its end. */
export interface RunOnce {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly environment: Environment;
  readonly directory: string;
  readonly logFile: string;
  readonly withinMs: number;
  readonly signal: AbortSignal;
  readonly started?: (name: string, pid: number) => void;
  readonly ended?: (name: string) => void;
}

/**
 * Runs a Node program as a process of its own, its output into its log.
 * @throws StartError with the last lines of its log when it fails, takes too long or is given up
 */
export async function runOnce(program: RunOnce): Promise<void> {
  const log = openLog(program.logFile);
  const child = spawn(process.execPath, [...program.arguments], {
    cwd: program.directory,
    env: program.environment,
    stdio: ['ignore', log.descriptor, log.descriptor],
    detached: true,
  });
  closeSync(log.descriptor);
  if (child.pid !== undefined) program.started?.(program.name, child.pid);
  const limit = AbortSignal.any([program.signal, AbortSignal.timeout(program.withinMs)]);
  const kill = () => child.pid !== undefined && send(-child.pid, 'SIGKILL');
  limit.addEventListener('abort', kill, { once: true });
  const how = await new Promise<string | undefined>((done) => {
    child.once('error', (problem) => done(`could not be started: ${messageOf(problem)}`));
    child.once('exit', (code, signal) =>
      done(code === 0 ? undefined : signal === null ? `failed with exit code ${code}` : `was ended by ${signal}`),
    );
  });
  limit.removeEventListener('abort', kill);
  program.ended?.(program.name);
  if (how === undefined) return;
  const lines = lastLines(program.logFile, log.size);
  const reason = !program.signal.aborted && limit.aborted ? `was not done within ${program.withinMs / 1000} s` : how;
  throw new StartError(`${program.name} ${reason}.${lines === '' ? '' : ` It said:\n${lines}`}\n  Log: ${program.logFile}`);
}
