import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendEnded, type EndedRun, findEnded } from './ended-log.ts';
import { listEnded, listHistory } from './listing.ts';

let folder: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nightshift-ended-'));
  log = join(folder, 'ended.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (second: number): string => new Date(Date.UTC(2025, 0, 1) + second * 1000).toISOString();
const run = (number: number, endedAt = at(number)): EndedRun => ({
  platform: 'local',
  jobKey: number % 10 === 0 ? 'rare' : 'load',
  runKey: `run-${number}`,
  try: 0,
  state: 'failed',
  startedAt: at(0),
  finishedAt: endedAt,
  submissionKey: `k${number}`,
  recordedAt: at(number),
});
const fill = (count: number): void =>
  writeFileSync(log, Array.from({ length: count }, (_, number) => `\n${JSON.stringify(run(number))}\n`).join(''));

async function readAll(cursor: string | null, since: string): Promise<{ keys: string[]; cursor: string; pages: number }> {
  const keys: string[] = [];
  for (let pages = 1; ; pages += 1) {
    const page = await listEnded(log, cursor, since);
    keys.push(...page.runs.map((one) => one.runKey));
    cursor = page.cursor;
    if (!page.more) return { keys, cursor, pages };
  }
}

test('an empty list has a cursor that misses nothing', async () => {
  const { cursor } = await listEnded(log, null, at(0));
  await appendEnded(log, run(1));
  expect((await listEnded(log, cursor, at(5000))).runs).toMatchObject([{ runKey: 'run-1' }]);
});

test('the first call begins at a time, later ones behind the cursor, page by page', async () => {
  fill(10_000);
  const first = await readAll(null, at(8500));
  expect(first.keys).toEqual(Array.from({ length: 1500 }, (_, index) => `run-${8500 + index}`));
  expect(first.pages).toBe(3);
  expect((await readAll(first.cursor, at(0))).keys).toEqual([]);
});

test('a run that ends long ago but is recorded late is not skipped', async () => {
  fill(100);
  const { cursor } = await readAll(null, at(0));
  await appendEnded(log, run(200, at(1)));
  expect((await readAll(cursor, at(150))).keys).toEqual(['run-200']);
});

test('a torn line costs nothing but itself, and a half-written one is waited for', async () => {
  fill(3);
  const whole = JSON.stringify(run(3));
  appendFileSync(log, `\n${whole.slice(0, 40)}`);
  const before = await readAll(null, at(0));
  expect(before.keys).toHaveLength(3);
  await appendEnded(log, run(4));
  expect((await readAll(before.cursor, at(0))).keys).toEqual(['run-4']);
  expect((await listHistory(log, 'load', 10)).map((one) => one.runKey)).toEqual(['run-4', 'run-2', 'run-1']);
});

test('a cursor of a replaced log begins at the given time again', async () => {
  fill(50);
  const { cursor } = await readAll(null, at(0));
  rmSync(log);
  writeFileSync(join(folder, 'other'), '');
  fill(20);
  expect((await readAll(cursor, at(10))).keys).toHaveLength(10);
  expect((await readAll('nonsense', at(10))).keys).toHaveLength(10);
});

test('history and search find their lines anywhere in a long log', async () => {
  fill(10_000);
  expect((await listHistory(log, 'rare', 3)).map((one) => one.runKey)).toEqual(['run-9990', 'run-9980', 'run-9970']);
  expect(await listHistory(log, 'rare', 5000)).toHaveLength(1000);
  for (const number of [0, 1, 4999, 9999]) expect(await findEnded(log, `run-${number}`)).toEqual(run(number));
  for (let number = 0; number < 10_000; number += 97) expect((await findEnded(log, `run-${number}`))?.runKey).toBe(`run-${number}`);
  expect(await findEnded(log, 'run-10000')).toBeNull();
  expect(readFileSync(log).length).toBeGreaterThan(1 << 20);
});
