import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Owner, readOwner, signalOwner } from './claim.ts';
import { runKeyOf } from './launch.ts';
import { localPaths, runFiles } from './paths.ts';
import { isRunning } from './process-table.ts';
import { activeRunDirs } from './run-files.ts';
import { superviseRun } from './supervise.ts';

/** What became of the runs that were in progress. */
export interface Interruption {
  /** Runs that were in progress and are over now. */
  readonly interrupted: readonly string[];
  /** Runs that could not be ended in time, e.g. those of another machine. */
  readonly left: readonly string[];
}

const openRuns = async (stateDir: string): Promise<string[]> =>
  (await activeRunDirs(localPaths(stateDir))).filter((runDir) => existsSync(runFiles(runDir).spec));

/** Ends a run through its wrapper, or in its place when it has none. */
async function interruptRun(runDir: string, signal: 'SIGTERM' | 'SIGKILL' | null): Promise<Owner | null> {
  const owner = await readOwner(runDir);
  if (!owner?.alive) await superviseRun(runDir, { interrupted: () => true, environment: {} });
  else if (signal !== null) signalOwner(owner, signal);
  return owner;
}

const isStillThere = (owner: Owner): boolean => owner.process.pid !== process.pid && isRunning(owner.process);

/** Ends all runs, within about `waitMs`, and records them as interrupted: none of them counts as a failure. Their wrappers are gone, too. */
export async function interruptAllRuns(stateDir: string, waitMs = 10_000): Promise<Interruption> {
  const startedAt = performance.now();
  const asked = new Set<string>();
  const wrappers = new Map<number, Owner>();
  for (;;) {
    const open = await openRuns(stateDir);
    const elapsedMs = performance.now() - startedAt;
    const left = open.map(runKeyOf);
    if ((open.length === 0 && ![...wrappers.values()].some(isStillThere)) || elapsedMs > waitMs)
      return { interrupted: [...asked].filter((key) => !left.includes(key)), left };
    const signal = (runDir: string) => (elapsedMs > waitMs / 2 ? 'SIGKILL' : asked.has(runKeyOf(runDir)) ? null : 'SIGTERM');
    const owners = await Promise.all(open.map((runDir) => interruptRun(runDir, signal(runDir)).catch(() => null)));
    for (const owner of owners) if (owner !== null) wrappers.set(owner.process.pid, owner);
    for (const key of left) asked.add(key);
    await sleep(50);
  }
}

if (import.meta.main) {
  const stateDir = process.argv[2];
  if (stateDir === undefined) {
    process.stderr.write('usage: node interrupt.ts STATE_DIR\n');
    process.exitCode = 2;
  } else {
    const { interrupted, left } = await interruptAllRuns(stateDir);
    process.stdout.write(`${JSON.stringify({ interrupted, left })}\n`);
    process.exitCode = left.length === 0 ? 0 : 1;
  }
}
