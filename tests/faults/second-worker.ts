import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectDirectory } from '../../embedded/environment.ts';
import { readyLine } from '../../embedded/readiness.ts';
import type { Stack } from '../../embedded/stack.ts';

/** Starts the product's own worker beside the faulty one, to take over from it. */
export async function startSecondWorker(stack: Stack): Promise<{ readonly pid: number; stop(): Promise<void> }> {
  const logFile = join(stack.stateDirectory, 'logs', 'second-worker.log');
  const log = openSync(logFile, 'w');
  const worker = spawn(process.execPath, [join(projectDirectory, 'temporal/worker.ts')], {
    env: stack.environment,
    stdio: ['ignore', log, log],
  });
  const ended = once(worker, 'exit');
  const starting = { logFile, logStart: 0, signal: new AbortController().signal };
  while (!(await readyLine(starting))) {
    if (worker.exitCode !== null) throw new Error(`The second worker ended: ${readFileSync(logFile, 'utf8').slice(-1500)}`);
    await sleep(100);
  }
  return {
    pid: worker.pid ?? 0,
    stop: async () => {
      worker.kill('SIGKILL');
      await ended;
    },
  };
}
