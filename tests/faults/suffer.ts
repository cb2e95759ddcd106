import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultCase } from './fault-plan.ts';
import { type End, judge, only } from './judge.ts';
import type { Lane } from './lane.ts';
import { readFired } from './observe.ts';
import { startSecondWorker } from './second-worker.ts';

/** Longer than a step's process may be silent, so that others have taken over. */
const stoppedForMs = 15_000;

/** Fails a batch of jobs while the faults happen. @returns what the judge has to say */
export async function suffer(
  lane: Lane,
  batch: string,
  { faults }: FaultCase,
  expected: ReadonlyMap<string, End>,
): Promise<readonly string[]> {
  const before = readFired(lane.faultsDirectory).length;
  lane.arm(faults);
  try {
    const jobs = await lane.fail(batch);
    const stops = faults.some((fault) => fault.action === 'stop');
    const takenOver = stops ? takeOver(lane, before) : null;
    await Promise.all([takenOver, lane.settle(jobs, 90_000)]);
    await untilTakenOver(lane);
    const seen = await lane.settle(jobs, 30_000);
    const happened = lane.disarm();
    return [...(happened ? [] : ['Not every fault has happened']), ...judge(only(seen, jobs), expected)];
  } finally {
    lane.disarm();
  }
}

/** What was in a dead process's hand is done again only when it has been silent long enough, and may then be done too often. */
async function untilTakenOver(lane: Lane): Promise<void> {
  const last = readFired(lane.faultsDirectory).at(-1);
  if (last === undefined) return;
  const takesMs = last.action === 'lost' ? 3_000 : stoppedForMs;
  await sleep(Math.max(0, last.at + takesMs - Date.now()));
}

/** Waits for the process to stop, lets another one take over, and continues it. */
async function takeOver(lane: Lane, before: number): Promise<void> {
  for (let left = 300; readFired(lane.faultsDirectory).length === before && left > 0; left--) await sleep(100);
  const goOn = () => {
    for (const { pid } of readFired(lane.faultsDirectory).slice(before)) process.kill(pid, 'SIGCONT');
  };
  const second = await startSecondWorker(lane.stack).catch((error: unknown) => {
    goOn();
    throw error;
  });
  await sleep(stoppedForMs);
  goOn();
  await sleep(2_000);
  await second.stop();
}
