import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunIdentity } from '../../domain/jobs/types.ts';
import { type AirflowSimulator, startAirflow } from '../../tests/simulators/airflow/server.ts';
import { type AirflowWorld, createAirflowWorld, type SimulatedRun } from '../../tests/simulators/airflow/world.ts';
import { type FaultProxy, startFaultProxy } from '../../tests/support/fault-proxy.ts';
import type { Connector } from '../contract.ts';
import { createAirflowConnector } from './connector.ts';
import { airflowSettings } from './settings.ts';

let world: AirflowWorld;
let airflow: AirflowSimulator;
let proxy: FaultProxy;
let connector: Connector;

const longAgo = '2000-01-01T00:00:00Z';
const connect = (changes: object = {}): Connector =>
  createAirflowConnector(
    airflowSettings.parse({
      name: 'airflow',
      kind: 'airflow',
      url: proxy.url,
      username: airflow.username,
      password: airflow.password,
      requestsPerSecond: 1000,
      ...changes,
    }),
  );

async function open(version: 'v2' | 'v1', release?: string): Promise<void> {
  world = createAirflowWorld([
    { id: 'load', tasks: [{ id: 'fetch' }, { id: 'merge', retries: 2 }, { id: 'publish' }] },
    { id: 'parts', tasks: [{ id: 'part', mapped: 4 }, { id: 'sum' }] },
  ]);
  airflow = await startAirflow(world, version, release);
  proxy = await startFaultProxy(airflow.url);
  connector = connect();
}
beforeEach(() => open('v2'));
afterEach(async () => {
  await proxy.close();
  await airflow.close();
});

const failing = 'ValueError: row 17 holds text';
function fail(dag = 'load', task = 'merge', conf: object = {}): SimulatedRun {
  const run = world.start(dag, `run-${world.runs.length + 1}`, conf as Record<string, unknown>);
  world.end(run, task, failing);
  return run;
}
const identity = (run: SimulatedRun, number: number | null = 0): RunIdentity => ({
  platform: 'airflow',
  jobKey: run.dagId,
  runKey: run.runId,
  try: number,
});
const again = (run: SimulatedRun, number = 0, changes: object = {}) => ({
  jobKey: run.dagId,
  key: 'inc_1/1/submit',
  parameters: { ...(run.conf as Record<string, string>), ...changes },
  failedRun: identity(run, number),
});

describe.each(['v2', 'v1'] as const)('a failed run of Airflow (%s)', (version) => {
  beforeEach(async () => {
    await proxy.close();
    await airflow.close();
    await open(version);
  });
  it('is read with the error of the task that failed by itself', async () => {
    const report = await connector.readRun(identity(fail('load', 'merge', { day: '2026-01-01', rows: [1] }), null));
    expect(report).toMatchObject({ state: 'failed', try: 0, parameters: { day: '2026-01-01' }, submissionKey: null });
    expect(report?.errorText).toMatch(/^task merge \((?:PythonOperator|@task)\), try 3: failed\n/);
    expect(report?.errorText).toContain('File "/dags/load.py", line 17, in load');
    expect(report?.errorText.trimEnd().endsWith(failing)).toBe(true);
    expect(report?.logTail).toContain('working on row 0');
    expect(report?.url).toContain(version === 'v2' ? '/dags/load/runs/run-1' : '/dags/load/grid?dag_run_id=run-1');
  });
  it('is read to the end of a log that is too long to be kept', async () => {
    airflow.logLines = 60_000;
    const report = await connector.readRun(identity(fail()));
    expect(report?.errorText.trimEnd().endsWith(failing)).toBe(true);
    expect(report?.logTail.length).toBeLessThan(200_000);
  });
  it('has a try for each clear, and none for a retry of its own', async () => {
    const run = fail();
    expect(await connector.readRun(identity(run, 1))).toBeNull();
    world.clear(
      run,
      run.tasks.filter(({ state }) => state !== 'success'),
    );
    expect(await connector.readRun(identity(run, 1))).toMatchObject({ state: 'queued', try: 1 });
    world.end(run, 'merge', 'KeyError: another error');
    expect(await connector.readRun(identity(run, null))).toMatchObject({ state: 'failed', try: 1 });
    expect((await connector.readRun(identity(run, 1)))?.errorText).toContain('KeyError: another error');
    expect(await connector.readRun(identity(run, 0))).toMatchObject({ state: 'failed', errorText: expect.stringContaining(failing) });
  });
  it('counts on when one task fails after the other was cleared', async () => {
    const run = fail('load', 'merge');
    world.clear(
      run,
      run.tasks.filter(({ state }) => state !== 'success'),
    );
    world.end(run, 'publish', 'KeyError: later');
    expect((await connector.listEndedRuns({ cursor: null, since: longAgo })).runs).toMatchObject([{ state: 'failed', try: 1 }]);
    const second = await connector.submit(again(run, 1));
    expect(second).toEqual(identity(run, 2));
    world.end(run, null);
    expect(await connector.readRun(second)).toMatchObject({ state: 'succeeded' });
    expect(await connector.readRun(identity(run, 1))).toMatchObject({ state: 'failed', errorText: expect.stringContaining('later') });
  });
  it('is done again by a clear of exactly the failed tasks, and what follows them', async () => {
    const run = fail('parts', 'part[2]');
    const next = await connector.submit(again(run));
    expect(run.tasks.map(({ state }) => state)).toEqual(['success', 'success', null, 'success', null]);
    expect(run.state).toBe('queued');
    expect(next).toEqual(identity(run, 1));
    world.end(run, null);
    expect(await connector.readRun(next)).toMatchObject({ state: 'succeeded' });
  });
  it('is cleared once although the reply was lost', async () => {
    const run = fail();
    await connector.readRun(identity(run));
    proxy.inject({ kind: 'lose-reply' }, { on: (_method, path) => path.endsWith('clearTaskInstances') });
    await expect(connector.submit(again(run))).rejects.toMatchObject({ kind: 'unknown-outcome' });
    expect(await connector.findSubmission(again(run))).toEqual(identity(run, 1));
    expect(await connector.submit(again(run))).toEqual(identity(run, 1));
    expect(run.clears).toBe(1);
  });
  it('is followed as it is when somebody else has cleared it', async () => {
    const run = fail();
    world.clear(run, run.tasks.slice(1));
    expect(await connector.submit(again(run, 0, { batch: 250 }))).toEqual(identity(run, 1));
    expect(airflow.effects).toEqual([]);
  });
  it('is started as a run of its own with other parameters, on top of its conf', async () => {
    const run = fail('load', 'merge', { batch: 500, day: '2026-01-01', tables: ['a'] });
    const next = await connector.submit(again(run, 0, { batch: 250 }));
    expect(next).toEqual({ platform: 'airflow', jobKey: 'load', runKey: 'nightshift__inc_1~1~submit', try: 0 });
    const started = world.runOf('load', next.runKey);
    expect(started?.conf).toMatchObject({ batch: 250, day: '2026-01-01' });
    expect(started?.note).toContain('run-1');
    world.end(started ?? run, 'merge', failing);
    const { runs } = await connector.listEndedRuns({ cursor: null, since: longAgo });
    expect(runs.find(({ runKey }) => runKey === next.runKey)).toMatchObject({ submissionKey: 'inc_1/1/submit' });
  });
  it('is not touched while its DAG is paused, or after it was deleted', async () => {
    const run = fail();
    const [dag] = world.dags;
    if (dag !== undefined) dag.paused = true;
    await expect(connector.submit(again(run))).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('paused') });
    if (dag !== undefined) dag.paused = false;
    world.remove(run);
    await expect(connector.submit(again(run))).rejects.toMatchObject({ kind: 'not-found', message: expect.stringContaining('deleted') });
    expect(airflow.effects).toEqual([]);
  });
  it('is stopped by a state', async () => {
    const run = world.start('load', 'run-1', {});
    await connector.cancel(identity(run));
    expect(run.state).toBe('failed');
  });
});

describe('ended runs', () => {
  it('all come, while others vanish from the pages before them', async () => {
    const failed = Array.from({ length: 350 }, () => fail());
    const seen = new Set<string>();
    let cursor: string | null = null;
    for (let more = true, page = 0; more; page++) {
      const answer = await connector.listEndedRuns({ cursor, since: longAgo });
      for (const run of answer.runs) seen.add(run.runKey);
      ({ cursor, more } = answer);
      // Somebody clears runs that were listed already: everything after them moves up.
      for (const run of failed.slice(page * 30, page * 30 + 30)) world.clear(run, run.tasks);
    }
    expect(seen.size).toBe(350);
  });
  it('cost two requests when nothing has changed', async () => {
    for (let count = 0; count < 20; count++) fail('parts', 'part[1]');
    const sweep = async (cursor: string | null) => {
      await connector.listJobs();
      return connector.listEndedRuns({ cursor, since: longAgo });
    };
    const { cursor } = await sweep(null);
    // Sign-in, version, DAGs, runs, and all of their tasks at once.
    expect(proxy.requests).toHaveLength(5);
    const before = proxy.requests.length;
    expect((await sweep(cursor)).cursor).toBe(cursor);
    expect(proxy.requests.length - before).toBe(2);
  });
  it('are not over while a task waits for another try, and come once it has had it', async () => {
    const run = fail();
    fail();
    const waits = run.tasks[1];
    run.end = Date.now();
    if (waits !== undefined) waits.state = 'up_for_retry';
    expect(await connector.readRun(identity(run))).toMatchObject({ state: 'running' });
    const first = await connector.listEndedRuns({ cursor: null, since: longAgo });
    expect(first.runs.map(({ runKey }) => runKey)).toEqual(['run-2']);
    if (waits !== undefined) waits.state = 'failed';
    const since = new Date(Date.now() + 3_600_000).toISOString();
    const second = await connector.listEndedRuns({ cursor: first.cursor, since });
    expect(second.runs.map(({ runKey }) => runKey)).toEqual(['run-1']);
  });
});

describe('the connection', () => {
  it('outlives a token that nobody can verify any more', async () => {
    const run = fail();
    await connector.readRun(identity(run));
    airflow.endTokens('other secret');
    expect(await connector.readRun(identity(run))).toMatchObject({ state: 'failed' });
  });
  it('is fine, and says so', async () => {
    fail();
    expect(await connector.check()).toEqual([]);
    expect(airflow.effects.every((effect) => effect.includes('"dry_run":true'))).toBe(true);
  });
  it.each([
    ['a wrong password', { password: 'wrong' }, /401: Invalid credentials – check user name and password/],
    ['a wrong version', { version: 2 }, /removed in Airflow 3.* – this is not Airflow 2: leave version out/],
    ['an address that is no Airflow', { url: 'http://127.0.0.1:1' }, /could not be reached.* – check the address/],
  ])('says what is wrong: %s', async (_name, changes, message) => {
    const [finding] = await connect(changes).check();
    expect(finding).toMatchObject({ level: 'error', message: expect.stringMatching(message) });
  });
  it.each([
    ['DAGs', /\/dags$/, /can read on DAGs$/],
    ['runs', /dagRuns\/list$/, /can read on DAG Runs/],
    ['clears', /clearTaskInstances$/, /can edit on both$/],
  ])('names the right that is missing: %s', async (_name, path, message) => {
    fail();
    airflow.forbidden = (_method, asked) => path.test(asked);
    const [finding] = await connector.check();
    expect(finding).toMatchObject({ level: 'error', message: expect.stringMatching(message) });
  });
  it('says that an old Airflow is too old', async () => {
    await proxy.close();
    await airflow.close();
    await open('v1', '2.9.3');
    expect(await connector.check()).toMatchObject([{ level: 'error', message: expect.stringContaining('2.10 or newer') }]);
  });
});

describe('settings', () => {
  const problemsOf = (changes: object) =>
    airflowSettings
      .safeParse({ name: 'a', kind: 'airflow', url: 'https://a.example', ...changes })
      .error?.issues.map(({ path }) => path[0]);
  it.each([
    [{}, ['username']],
    [{ username: 'a' }, ['password']],
    [{ username: 'a', password: 'b', token: 'c' }, ['token']],
    [{ token: 'c', version: 4 }, ['version']],
    [{ token: 'c', version: 3 }, undefined],
    [{ token: 'c', version: '3.3.2' }, undefined],
    [{ token: 'c', version: '31' }, ['version']],
  ])('%j', (changes, fields) => expect(problemsOf(changes)).toEqual(fields));
});
