import { execFile } from 'node:child_process';
import { existsSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import type { RunIdentity } from '../../domain/jobs/types.ts';
import type { RunSummary } from '../contract.ts';
import { readOwner } from './claim.ts';
import { identify } from './process-table.ts';
import { createTestPlatform, hasEnded, script } from './test-kit.ts';

const open: ReturnType<typeof createTestPlatform>[] = [];
const platformWith = (...input: Parameters<typeof createTestPlatform>) => {
  const platform = createTestPlatform(...input);
  open.push(platform);
  return platform;
};
type Platform = ReturnType<typeof platformWith>;
afterAll(async () => {
  for (const platform of open) await platform.close();
});
const longAgo = '2000-01-01T00:00:00Z';
const noteStart = "require('fs').appendFileSync(process.env.NIGHTSHIFT_JOB_STATE + '/starts', process.env.NIGHTSHIFT_RUN_KEY + '\\n');";

const start = (platform: Platform, jobKey: string, key = 'k'): Promise<RunIdentity> =>
  platform.connector.submit({ jobKey, parameters: {}, key });
async function killWrapper(platform: Platform, run: RunIdentity): Promise<void> {
  const owner = await readOwner(platform.runDir(run));
  if (owner?.alive) process.kill(owner.process.pid, 'SIGKILL');
}
const listed = async (platform: Platform): Promise<readonly RunSummary[]> =>
  (await platform.connector.listEndedRuns({ cursor: null, since: longAgo })).runs;

test.concurrent('a command whose watcher is killed runs on, is adopted, and still gets its limits', async ({ expect }) => {
  const talk = `${noteStart} let n = 0; setInterval(() => console.log('line ' + n++), 50);`;
  const platform = platformWith({ talk: script(talk, { timeLimitSeconds: 6 }) });
  const run = await start(platform, 'talk');
  await platform.until(run, (report) => report.state === 'running' && report.logTail.includes('line'));
  await killWrapper(platform, run);
  const before = (await platform.connector.readRun(run))?.logTail.length ?? 0;
  await platform.until(run, (report) => report.state === 'running' && report.logTail.length > before);
  const report = await platform.until(run, hasEnded);
  expect(report).toMatchObject({ state: 'failed', reason: 'time-limit' });
  expect((await readOwner(platform.runDir(run)))?.generation).toBe(1);
  expect(readFileSync(join(platform.stateDir, 'local/state/talk/starts'), 'utf8').trim().split('\n')).toHaveLength(1);
  await expect.poll(async () => (await listed(platform)).length).toBe(1);
});

test.concurrent('an end that nobody saw is lost, with its reason', async () => {
  const platform = platformWith({ short: script('setTimeout(() => {}, 700)') });
  const run = await start(platform, 'short');
  await platform.until(run, (report) => report.state === 'running' && report.startedAt !== null);
  await killWrapper(platform, run);
  const report = await platform.until(run, hasEnded);
  expect(report).toMatchObject({ state: 'lost', reason: 'unobserved', exitCode: null });
  expect(report.errorText).toContain('was not observed');
});

test.concurrent.each([
  ['before it claimed the run', ['claim-0', 'starting', 'child.json', 'result.json'], 'succeeded'],
  ['before it started the command', ['starting', 'child.json', 'result.json'], 'succeeded'],
  ['while it started the command', ['child.json', 'result.json'], 'lost'],
  ['before it wrote the result', ['result.json'], 'lost'],
])(
  'a wrapper that died %s',
  async (_when, missing, state) => {
    const platform = platformWith({ load: script(`${noteStart} console.log('done')`) });
    const run = await start(platform, 'load');
    await platform.until(run, hasEnded);
    for (const name of missing) unlinkSync(join(platform.runDir(run), name));
    expect(await platform.until(run, hasEnded, 20_000)).toMatchObject({ state });
  },
  30_000,
);

test('wrappers killed at any moment never start a command twice, and every run comes to an end', async () => {
  const platform = platformWith({ load: script(`${noteStart} setTimeout(() => {}, 150)`) });
  const runs = await Promise.all(
    Array.from({ length: 14 }, async (_, index) => {
      const run = await start(platform, 'load', `k${index}`);
      for (let kill = 0; kill < 2; kill += 1) {
        await sleep(40 + index * 25);
        await killWrapper(platform, run);
      }
      await start(platform, 'load', `k${index}`);
      return run;
    }),
  );
  const ends = await Promise.all(runs.map((run) => platform.until(run, hasEnded, 25_000)));
  expect(ends.every((report) => report.state === 'succeeded' || report.state === 'lost')).toBe(true);
  const starts = readFileSync(join(platform.stateDir, 'local/state/load/starts'), 'utf8').trim().split('\n');
  expect(new Set(starts).size).toBe(starts.length);
  for (const report of ends.filter((end) => end.state === 'succeeded')) expect(starts).toContain(report.runKey);
  await expect
    .poll(async () => new Set((await listed(platform)).map((run) => run.runKey)).size, { timeout: 20_000, interval: 300 })
    .toBe(14);
  expect(await listed(platform)).toHaveLength(14);
}, 60_000);

test('all runs are interrupted from outside, and none of them is a failure', async () => {
  const wait = "process.on('SIGTERM', () => process.exit(0)); console.log(process.pid); setInterval(() => {}, 1000)";
  const platform = platformWith({
    wait: script(wait),
    stubborn: script("process.on('SIGTERM', () => {}); console.log(process.pid); setInterval(() => {}, 1000)"),
  });
  const runs = await Promise.all([start(platform, 'wait', '1'), start(platform, 'wait', '2'), start(platform, 'stubborn')]);
  const pids = await Promise.all(
    runs.map(async (run) => Number((await platform.until(run, (report) => report.logTail.includes('\n'))).logTail)),
  );
  const orphan = runs[1];
  if (orphan !== undefined) await killWrapper(platform, orphan);
  const late = await start(platform, 'wait', 'just submitted');
  const { stdout } = await promisify(execFile)(process.execPath, [
    fileURLToPath(new URL('interrupt.ts', import.meta.url)),
    platform.stateDir,
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ left: [] });
  for (const run of [...runs, late])
    expect(await platform.connector.readRun(run)).toMatchObject({ state: 'interrupted', reason: 'interrupted' });
  expect(pids.map(identify)).toEqual([null, null, null]);
  expect((await listed(platform)).map((run) => run.state)).toEqual(Array(4).fill('interrupted'));
  expect(existsSync(join(platform.stateDir, 'local/active', late.runKey))).toBe(false);
});

test('whoever watches learns of an end within a second, and again when it could not be taken', async () => {
  const platform = platformWith({ fail: script('process.exit(3)') });
  const seen: { run: RunSummary; at: number }[] = [];
  const stop = new AbortController();
  const watching = platform.connector.watchEndedRuns({
    signal: stop.signal,
    onEnded: (run) => {
      seen.push({ run, at: Date.now() });
      if (seen.length === 1) throw new Error('not now');
    },
  });
  const run = await start(platform, 'fail');
  await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(2);
  expect(seen.map((one) => one.run)).toMatchObject([{ runKey: run.runKey, state: 'failed' }, { runKey: run.runKey }]);
  expect((seen[0]?.at ?? 0) - Date.parse(seen[0]?.run.finishedAt ?? '')).toBeLessThan(1000);
  stop.abort();
  await watching;
});
