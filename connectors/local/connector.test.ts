import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createLocalConnector } from './connector.ts';
import { identify } from './process-table.ts';
import { createTestPlatform, hasEnded, script } from './test-kit.ts';

const open: { close: () => Promise<void> }[] = [];
const platformWith = (...input: Parameters<typeof createTestPlatform>) => {
  const platform = createTestPlatform(...input);
  open.push(platform);
  return platform;
};
afterEach(async () => {
  for (const platform of open.splice(0)) await platform.close();
});
const longAgo = '2000-01-01T00:00:00Z';
const note = "require('fs').appendFileSync(process.env.NIGHTSHIFT_JOB_STATE + '/starts', process.env.NIGHTSHIFT_RUN_KEY + '\\n');";

test('a key starts its command once, also when many submit it at the same time', async () => {
  const platform = platformWith({ load: script(note) });
  const other = createLocalConnector({ jobsDir: platform.jobsDir, stateDir: platform.stateDir });
  const submissions = Array.from({ length: 20 }, (_, index) =>
    (index % 2 ? other : platform.connector).submit({ jobKey: 'load', parameters: {}, key: 'k1' }),
  );
  const runs = await Promise.all(submissions);
  expect(new Set(runs.map((run) => run.runKey)).size).toBe(1);
  const [run] = runs;
  if (run === undefined) throw new Error('no run');
  const report = await platform.until(run, hasEnded);
  expect(report).toMatchObject({ state: 'succeeded', exitCode: 0, reason: null, submissionKey: 'k1', try: 0, errorText: '' });
  expect(await platform.connector.submit({ jobKey: 'load', parameters: {}, key: 'k1' })).toEqual(run);
  expect(await platform.connector.findSubmission({ jobKey: 'load', key: 'k1' })).toEqual(run);
  expect(await platform.connector.findSubmission({ jobKey: 'load', key: 'k2' })).toBeNull();
  expect(readFileSync(join(platform.stateDir, 'local/state/load/starts'), 'utf8').trim().split('\n')).toHaveLength(1);
});

test('a command sees its parameters and its own environment, and nothing of ours', async () => {
  process.env.SECRET_KEY = 'not for jobs';
  const platform = platformWith({
    show: {
      command: [
        'node',
        '-e',
        'console.log(JSON.stringify([process.argv.slice(1), process.env]))',
        '--',
        '--size={sizeMb}',
        '{{sizeMb}}',
        '$HOME;`id`',
      ],
      environment: { DAY: '{day}' },
      parameters: { day: '2025-01-31' },
      tunables: { sizeMb: { min: 1, max: 64, default: 8, helps: ['RESOURCE'] } },
    },
  });
  const run = await platform.connector.submit({ jobKey: 'show', parameters: { sizeMb: 16 }, key: 'k' });
  const report = await platform.until(run, hasEnded);
  delete process.env.SECRET_KEY;
  expect(report.parameters).toEqual({ day: '2025-01-31', sizeMb: 16 });
  const [args, environment] = JSON.parse(report.logTail) as [string[], Record<string, string>];
  expect(args).toEqual(['--size=16', '{sizeMb}', '$HOME;`id`']);
  expect(environment).toMatchObject({ DAY: '2025-01-31', NIGHTSHIFT_JOB: 'show', NIGHTSHIFT_RUN_KEY: run.runKey });
  const allowed = [
    'PATH',
    'HOME',
    'LANG',
    'TZ',
    'DAY',
    'NIGHTSHIFT_JOB',
    'NIGHTSHIFT_RUN_KEY',
    'NIGHTSHIFT_JOB_STATE',
    'NIGHTSHIFT_SCRATCH',
  ];
  expect(Object.keys(environment).filter((name) => !allowed.includes(name))).toEqual([]);
});

test('a submission that cannot be is refused by name, and starts nothing', async () => {
  const platform = platformWith({
    load: script('0', { memoryLimitMb: '{sizeMb}', tunables: { sizeMb: { min: 100, max: 200, default: 100, helps: ['RESOURCE'] } } }),
    broken: { command: [] },
  });
  const { connector } = platform;
  await expect(connector.submit({ jobKey: 'load', parameters: { sizeMb: 201 }, key: 'k' })).rejects.toMatchObject({
    kind: 'invalid',
    message: expect.stringContaining('sizeMb must be from 100 to 200'),
  });
  await expect(connector.submit({ jobKey: 'load', parameters: { constructor: 'x' }, key: 'k' })).rejects.toMatchObject({ kind: 'invalid' });
  await expect(connector.submit({ jobKey: 'load', parameters: {}, key: 'k'.repeat(65) })).rejects.toMatchObject({ kind: 'invalid' });
  await expect(connector.submit({ jobKey: 'broken', parameters: {}, key: 'k' })).rejects.toMatchObject({
    kind: 'invalid',
    message: expect.stringContaining('job.yaml:1: command'),
  });
  await expect(connector.submit({ jobKey: 'nobody', parameters: {}, key: 'k' })).rejects.toMatchObject({ kind: 'not-found' });
  expect(await connector.findSubmission({ jobKey: 'load', key: 'k' })).toBeNull();
  expect((await connector.listEndedRuns({ cursor: null, since: longAgo })).runs).toEqual([]);
});

test('a command that cannot be started is a failed run with a clear text', async () => {
  const platform = platformWith({
    missing: { command: ['no-such-program-here'] },
    plain: { command: ['./job.yaml'] },
    nowhere: script('0', { workingDirectory: './absent' }),
  });
  const failures = await Promise.all(
    ['missing', 'plain', 'nowhere'].map(
      async (jobKey) => await platform.until(await platform.connector.submit({ jobKey, parameters: {}, key: 'k' }), hasEnded),
    ),
  );
  for (const report of failures) expect(report).toMatchObject({ state: 'failed', reason: 'start-failed', exitCode: null });
  expect(failures.map((report) => report.errorText)).toEqual([
    'Command not found: no-such-program-here (ENOENT)',
    'Permission denied: ./job.yaml is not executable (EACCES)',
    expect.stringMatching(/^The working directory does not exist: .*absent$/),
  ]);
});

test('limits end a run and say so', async () => {
  const hungry = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(8 << 20, 1)), 20)';
  const platform = platformWith({
    slow: script('setInterval(() => {}, 1000)', { timeLimitSeconds: 1 }),
    stubborn: script("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)", { timeLimitSeconds: 1 }),
    hungry: script(hungry, { memoryLimitMb: 120, timeLimitSeconds: 15 }),
  });
  const [slow, stubborn, eaten] = await Promise.all(
    ['slow', 'stubborn', 'hungry'].map(
      async (jobKey) => await platform.until(await platform.connector.submit({ jobKey, parameters: {}, key: 'k' }), hasEnded),
    ),
  );
  expect(slow).toMatchObject({
    state: 'failed',
    reason: 'time-limit',
    signal: 'SIGTERM',
    errorText: 'Time limit exceeded: the run was ended after 1 s',
  });
  expect(stubborn).toMatchObject({ state: 'failed', reason: 'time-limit', signal: 'SIGKILL' });
  expect(eaten).toMatchObject({ state: 'failed', reason: 'memory-limit', signal: 'SIGKILL' });
  expect(eaten?.errorText).toMatch(/Memory limit exceeded: the run used \d+ MB of 120 MB/);
});

test('a run is cancelled with everything that it started, also what left its group', async () => {
  const platform = platformWith({
    tree: script(
      "const c = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }); console.log(c.pid); setInterval(() => {}, 1000)",
    ),
  });
  const run = await platform.connector.submit({ jobKey: 'tree', parameters: {}, key: 'k' });
  const running = await platform.until(run, (report) => report.state === 'running' && report.logTail.includes('\n'));
  await platform.connector.cancel(run);
  expect(await platform.until(run, hasEnded)).toMatchObject({ state: 'failed', reason: 'cancelled' });
  await expect.poll(() => identify(Number(running.logTail))).toBeNull();
  await expect(platform.connector.cancel({ ...run, runKey: '../../etc' })).rejects.toMatchObject({ kind: 'not-found' });
});

test('a log of 50 MB is kept small, with head, tail and a note of what was cut', async () => {
  const source =
    "console.log('first line'); const line = 'x'.repeat(1023) + '\\n'; for (let i = 0; i < 50 * 1024; i += 1) require('fs').writeSync(1, line); console.error('Error: last line'); process.exit(1)";
  const platform = platformWith({ loud: script(source) });
  const run = await platform.connector.submit({ jobKey: 'loud', parameters: {}, key: 'k' });
  const report = await platform.until(run, hasEnded);
  expect(report.errorText.endsWith('Error: last line')).toBe(true);
  expect(report.logTail.length).toBeLessThanOrEqual(65 * 1024);
  const readLog = () => readFileSync(join(platform.runDir(run), 'output.log'), 'utf8');
  await platform.until(run, () => readLog().includes('of output were cut here]'));
  const log = readLog();
  expect(log.length).toBeLessThan(5 << 20);
  expect(log.startsWith('first line\n')).toBe(true);
  const cut = Number(/\[nightshift: about (\d+) bytes of output were cut here\]/.exec(log)?.[1]);
  expect(Math.abs(cut + log.length - 50 * 1024 * 1024)).toBeLessThan(4 << 20);
});

test('output that is no text is cleaned, with a note', async () => {
  const platform = platformWith({ odd: script('process.stdout.write(Buffer.from([65, 0, 0, 255, 254, 66, 10])); process.exit(3)') });
  const report = await platform.until(await platform.connector.submit({ jobKey: 'odd', parameters: {}, key: 'k' }), hasEnded);
  expect(report.logTail).toBe('[nightshift: 2 control characters removed, 2 invalid UTF-8 sequences replaced]\nA��B\n');
});

test('old run folders go, the runs stay known and their keys stay used', async () => {
  const platform = platformWith(
    { load: script(note) },
    { retention: { days: 1, maxRuns: 100 }, now: () => new Date(Date.now() + 3 * 86_400_000) },
  );
  const run = await platform.connector.submit({ jobKey: 'load', parameters: {}, key: 'k' });
  const { connector } = platform;
  await platform.until(run, hasEnded);
  await expect.poll(async () => (await connector.listEndedRuns({ cursor: null, since: longAgo })).runs.length).toBe(1);
  await createLocalConnector({
    ...platform,
    retention: { days: 1, maxRuns: 100 },
    now: () => new Date(Date.now() + 3 * 86_400_000),
  }).listEndedRuns({ cursor: null, since: longAgo });
  expect(() => readFileSync(join(platform.runDir(run), 'run.json'))).toThrow();
  expect(await connector.readRun(run)).toMatchObject({ state: 'succeeded', submissionKey: 'k' });
  expect(await connector.submit({ jobKey: 'load', parameters: {}, key: 'k' })).toEqual(run);
  expect(readFileSync(join(platform.stateDir, 'local/state/load/starts'), 'utf8').trim().split('\n')).toHaveLength(1);
});

test('a definition that changes takes effect at the next submission', async () => {
  const platform = platformWith({ load: script("console.log('old')") });
  platform.define('load', script("console.log('newer')"));
  expect((await platform.until(await platform.connector.submit({ jobKey: 'load', parameters: {}, key: '1' }), hasEnded)).logTail).toBe(
    'newer\n',
  );
  writeFileSync(join(platform.jobsDir, 'load', 'job.yaml'), 'command: [');
  await expect(platform.connector.submit({ jobKey: 'load', parameters: {}, key: '2' })).rejects.toMatchObject({ kind: 'invalid' });
});
