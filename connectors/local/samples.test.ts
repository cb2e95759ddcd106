import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Parameters } from '../../domain/jobs/types.ts';
import type { RunReport } from '../contract.ts';
import { checkJobsFolder, loadJobDefinitions } from './definitions.ts';
import { createTestPlatform, hasEnded } from './test-kit.ts';

const jobsDir = fileURLToPath(new URL('../../examples/jobs', import.meta.url));
let platform: ReturnType<typeof createTestPlatform>;
beforeAll(() => {
  platform = createTestPlatform({}, { jobsDir });
});
afterAll(() => platform.close());

let runs = 0;
async function run(jobKey: string, parameters: Parameters = {}): Promise<RunReport> {
  runs += 1;
  return await platform.until(await platform.connector.submit({ jobKey, parameters, key: `run-${runs}` }), hasEnded);
}

/** The job fails so many times, then succeeds, and begins anew. */
async function failsThenWorks(jobKey: string, failures: number, text: RegExp): Promise<void> {
  for (let failure = 0; failure < failures; failure += 1) {
    const report = await run(jobKey);
    expect(report).toMatchObject({ state: 'failed', reason: 'exit-code', exitCode: 1 });
    expect(report.errorText).toMatch(text);
  }
  expect(await run(jobKey)).toMatchObject({ state: 'succeeded' });
}

test('the sample jobs are sound', async () => {
  const { jobs, problems } = await checkJobsFolder(jobsDir);
  expect(problems).toEqual([]);
  expect(jobs).toHaveLength(13);
  for (const job of (await loadJobDefinitions(jobsDir)).jobs) expect(job.expect?.status, job.profile.jobKey).toBeDefined();
});

describe.concurrent('failures that no retry mends', () => {
  const expected: readonly [string, RegExp, number | null][] = [
    ['bad-input', /MalformedCsvError: malformed CSV in orders\.csv, line 5: expected 5 columns, found 3/, 1],
    ['missing-input', /ENOENT: no such file or directory, open 'inbox\/supplier-prices\.csv'/, 1],
    ['no-access', /EACCES: permission denied, open '.*general-ledger\.csv'/, 1],
    ['broken-code', /SyntaxError: Unexpected token ';'/, 1],
    ['never-works', /connect ECONNREFUSED 127\.0\.0\.1:1\b/, 1],
    ['nothing-to-do', /nothing to do/, 75],
    ['strange', /^stage 3 of 5\nstage 4 of 5\nhm, 0x1F again$/, 9],
  ];
  test.each(expected)('%s', async (jobKey, text, exitCode) => {
    const report = await run(jobKey);
    expect(report.errorText).toMatch(text);
    expect(report).toMatchObject({ state: 'failed', reason: 'exit-code', exitCode });
  });
});

describe.concurrent('failures that pass, and come back on a new day', () => {
  test('late-service', async () => {
    for (let day = 0; day < 2; day += 1) await failsThenWorks('late-service', 2, /connect ECONNREFUSED 127\.0\.0\.1:\d+/);
  });
  test('flaky-dependency', async () => {
    for (let day = 0; day < 2; day += 1) await failsThenWorks('flaky-dependency', 1, /HTTP 503 Service Unavailable/);
  });
  test('throttled', async () => {
    for (let day = 0; day < 2; day += 1) {
      const first = await run('throttled');
      expect(first.errorText).toMatch(/HTTP\/1\.1 429 Too Many Requests\nRetry-After: 2\n/);
      await new Promise((resolve) => setTimeout(resolve, 2000));
      expect(await run('throttled')).toMatchObject({ state: 'succeeded' });
    }
  });
});

const heapText = /FATAL ERROR: .*JavaScript heap out of memory/;
test('heap-hungry needs its memory doubled twice', async () => {
  for (const memoryMb of [40, 80]) {
    const report = await run('heap-hungry', { memoryMb });
    expect(report.errorText).toMatch(heapText);
    expect(report).toMatchObject({ state: 'failed', signal: 'SIGABRT' });
  }
  expect(await run('heap-hungry', { memoryMb: 160 })).toMatchObject({ state: 'succeeded' });
});

test('settlement needs more than its default', async () => {
  expect((await run('settlement')).errorText).toMatch(heapText);
  expect(await run('settlement', { memoryMb: 320 })).toMatchObject({ state: 'succeeded' });
});

test('too-slow needs twice its time', async () => {
  const report = await run('too-slow');
  expect(report.errorText).toMatch(/^Time limit exceeded: the run was ended after 2 s\n/);
  expect(report).toMatchObject({ state: 'failed', reason: 'time-limit' });
  expect(await run('too-slow', { timeLimitSeconds: 4 })).toMatchObject({ state: 'succeeded' });
});
