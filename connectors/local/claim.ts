import { stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { readWritten, writeOnce } from './durable.ts';
import { currentPlace, identify, isRunning, type ProcessIdentity, sendSignal } from './process-table.ts';
import { namesIn } from './run-files.ts';

/** The owner of a run: the one process that may start, watch and end its command. */
export interface Owner {
  readonly generation: number;
  readonly process: ProcessIdentity;
  readonly alive: boolean;
}

/** An owner on another machine or in another container is believed dead after this long without a sign of life. */
const silentForMs = 60_000;
const claimFile = (runDir: string, generation: number): string => join(runDir, `claim-${generation}`);

async function isAlive(runDir: string, generation: number, owner: ProcessIdentity): Promise<boolean> {
  if (owner.place === currentPlace()) return isRunning(owner);
  const { mtimeMs } = await stat(claimFile(runDir, generation));
  return Date.now() - mtimeMs < silentForMs;
}

/** The latest owner of a run, dead or alive; null when nobody has claimed it. */
export async function readOwner(runDir: string): Promise<Owner | null> {
  const generations = (await namesIn(runDir)).flatMap((name) => /^claim-(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  if (generations.length === 0) return null;
  const generation = Math.max(...generations);
  const owner = await readWritten<ProcessIdentity>(claimFile(runDir, generation));
  return owner === null ? null : { generation, process: owner, alive: await isAlive(runDir, generation, owner) };
}

/**
 * Makes this process the owner of a run that has none, or whose owner died.
 * @returns the generation of the claim, or null when somebody living owns the run.
 */
export async function takeClaim(runDir: string): Promise<number | null> {
  const self = identify(process.pid);
  if (self === null) throw new Error('This process cannot be found in the process table');
  for (;;) {
    const owner = await readOwner(runDir);
    if (owner?.alive) return null;
    const generation = (owner?.generation ?? -1) + 1;
    if (await writeOnce(claimFile(runDir, generation), self)) return generation;
  }
}

/** The owner's sign of life, for those who cannot see its process. */
export async function renewClaim(runDir: string, generation: number): Promise<void> {
  const now = new Date();
  await utimes(claimFile(runDir, generation), now, now);
}

/** Signals the owner if it is a process of this place, and not this one. */
export function signalOwner(owner: Owner, signal: NodeJS.Signals): void {
  if (isRunning(owner.process) && owner.process.pid !== process.pid) sendSignal(owner.process.pid, signal);
}
