import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChildName } from '../../embedded/stack-plan.ts';
import { type End, endOf, judge, only } from './judge.ts';
import { jobName, kinds, type Lane, openLane } from './lane.ts';
import { randomFrom } from './random.ts';

const chaosMs = process.env['FAULTS'] === 'all' ? 60_000 : 20_000;
const victims: readonly ChildName[] = ['worker', 'api', 'temporal', 'database'];
const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 1_000_000);

let lane: Lane;
let clean: ReadonlyMap<string, End>;
let lastKillAt = 0;

beforeAll(async () => {
  lane = await openLane({ embeddedDatabase: true });
  const seen = await lane.settle(await lane.fail('clean'), 60_000);
  clean = new Map(kinds.map((kind) => [kind, endOf(seen, jobName(kind, 'clean'))]));
}, 180_000);
afterAll(() => lane?.close(), 60_000);

const expected = (batches: readonly string[]) =>
  new Map(batches.flatMap((batch) => kinds.map((kind) => [jobName(kind, batch), clean.get(kind) as End] as const)));

/** Kills one process after the other, each at a moment and of a kind that the seed decides. */
async function killAtRandom(): Promise<Readonly<Record<string, number>>> {
  const random = randomFrom(seed);
  const killed: Record<string, number> = {};
  for (const end = Date.now() + chaosMs; Date.now() < end; ) {
    await sleep(500 + random() * 2_500);
    const victim = victims[Math.floor(random() * victims.length)] ?? 'worker';
    const { pid } = lane.stack.child(victim);
    if (pid === undefined) continue;
    try {
      process.kill(pid, 'SIGKILL');
      lastKillAt = Date.now();
      killed[victim] = (killed[victim] ?? 0) + 1;
    } catch {
      // it is between two starts
    }
  }
  return killed;
}

test(`30 cases end as they should while everything is killed at random (FAULTS_SEED=${seed})`, async () => {
  const batches = ['a', 'b', 'c', 'd', 'e'];
  const chaos = killAtRandom();
  const jobs: string[] = [];
  for (const batch of batches) {
    jobs.push(...(await lane.fail(batch)));
    await sleep(chaosMs / 10);
  }
  const settled = lane.settle(jobs, chaosMs + 180_000);
  const killed = await chaos;
  expect(Object.values(killed).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
  await settled;
  // What a dead process had in hand is done again only after its silence was noticed, and must not be done too often then.
  await sleep(Math.max(0, lastKillAt + 15_000 - Date.now()));
  const seen = await lane.settle(jobs, 30_000);
  expect(judge(only(seen, jobs), expected(batches)), `killed: ${JSON.stringify(killed)}`).toEqual([]);
});

/** Length of a case's history at Temporal; null when Temporal does not know it. */
async function historyOf(job: string): Promise<number | null> {
  const id = (await lane.observe()).incidents.find((one) => one.job === job)?.id ?? '';
  return (await lane.clients.admin.get<{ workflow: { historyEvents: number | null } }>(`/api/incidents/${id}`)).workflow.historyEvents;
}

test('cases end as they should although Temporal loses all it knows', async () => {
  const [closed, waiting] = [jobName('tries-again', 'clean'), jobName('never-works', 'clean')];
  expect(await historyOf(closed)).toBeGreaterThan(20);
  const batches = ['f', 'g'];
  const jobs = [...(await lane.fail('f'))];
  await sleep(2_000);
  jobs.push(...(await lane.fail('g')));
  await sleep(1_500);
  const temporal = lane.stack.child('temporal');
  await temporal.stop();
  for (const end of ['', '-wal', '-shm']) rmSync(join(lane.stack.stateDirectory, 'temporal', `temporal.db${end}`), { force: true });
  await temporal.start();
  const restartedAt = Date.now();
  const healed = async () => {
    while ((await historyOf(waiting).catch(() => null)) === null) await sleep(1_000);
    return Date.now() - restartedAt;
  };
  const [healedAfterMs] = await Promise.all([healed(), lane.settle(jobs, 120_000)]);
  expect(healedAfterMs, 'a case that waits for people lives again').toBeLessThan(60_000);
  expect(await historyOf(closed), 'the data were really gone').toBeNull();
  const seen = await lane.settle(jobs, 30_000);
  expect(judge(only(seen, jobs), expected(batches))).toEqual([]);
});
