import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ActivityDeps } from '../../activities/deps.ts';
import { readTask } from '../../activities/read-task.ts';
import { retryTask } from '../../activities/retry-task.ts';
import { createAirflowConnector } from '../../connectors/airflow/connector.ts';
import { airflowSettings } from '../../connectors/airflow/settings.ts';
import { connectPlatform } from '../../store/platforms.ts';
import type { TaskRetryInput } from '../../workflows/contract.ts';
import { type AirflowSimulator, startAirflow } from '../simulators/airflow/server.ts';
import { type AirflowWorld, createAirflowWorld, type SimulatedRun } from '../simulators/airflow/world.ts';
import { createTestApi, createTestKey } from '../support/api.ts';
import { type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
let world: AirflowWorld;
let airflow: AirflowSimulator;
let deps: ActivityDeps;
const asked: TaskRetryInput[] = [];

beforeAll(async () => {
  kit = await openKit();
  world = createAirflowWorld([
    { id: 'load', tasks: [{ id: 'fetch' }, { id: 'merge' }, { id: 'publish' }] },
    { id: 'parts', tasks: [{ id: 'part', mapped: 3 }] },
  ]);
  airflow = await startAirflow(world, 'v2');
  const settings = { name: 'airflow', kind: 'airflow', url: airflow.url, username: airflow.username, password: airflow.password };
  const connector = createAirflowConnector(airflowSettings.parse({ ...settings, requestsPerSecond: 1000 }));
  deps = { ...kit.deps, connectors: new Map([...kit.deps.connectors, ['airflow', connector]]) };
  await kit.transact((tx) => connectPlatform(tx, { id: 'airflow', kind: 'airflow', capabilities: connector.capabilities }));
});
afterEach(() => {
  asked.length = 0;
  world.runs.length = 0;
});
afterAll(async () => {
  await airflow.close();
  await kit.database.close();
});

let number = 0;
function failed(dag: string, task: string): SimulatedRun {
  const run = world.start(dag, `run-${++number}`, {});
  world.end(run, task, 'ValueError: row 17 holds text');
  return run;
}
const statesOf = (run: SimulatedRun) =>
  run.tasks.map(({ id, mapIndex, state }) => `${id}${mapIndex < 0 ? '' : `[${mapIndex}]`} ${state ?? 'waits'}`);
const input = (run: SimulatedRun, task: string, mapIndex: number | null = null): TaskRetryInput => ({
  ...{ tenantId, platform: 'airflow', jobKey: run.dagId, runKey: run.runId, task, mapIndex, key: `key-${++number}` },
});
const outcomes = (key: string) =>
  kit.transact((tx) =>
    tx.rows<{ kind: string; summary: string }>(`select kind, summary from record where detail->>'key' = $1 order by id`, [key]),
  );

it('clears exactly the task that is named, once, however often the step is repeated', async () => {
  const run = failed('load', 'merge');
  const before = statesOf(run);
  const wanted = input(run, 'merge');
  const seen = await readTask(deps, wanted);
  for (let turn = 0; turn < 3; turn++) await retryTask(deps, { ...wanted, seen });
  expect(run.clears).toBe(1);
  const changed = statesOf(run).filter((state, index) => state !== before[index]);
  expect(changed).toHaveLength(1);
  expect(changed[0]).toMatch(/^merge /);
  expect(await outcomes(wanted.key)).toEqual([
    { kind: 'task-retried', summary: expect.stringContaining(`Task merge of run ${run.runId}`) },
  ]);
});

it('clears one instance of a mapped task', async () => {
  const run = failed('parts', 'part');
  const before = statesOf(run);
  const wanted = input(run, 'part', 1);
  await retryTask(deps, { ...wanted, seen: await readTask(deps, wanted) });
  expect(statesOf(run).filter((state, index) => state !== before[index])).toEqual([expect.stringMatching(/^part\[1\] /)]);
});

it('says why a task is not done again', async () => {
  const run = failed('load', 'merge');
  for (const [wanted, why] of [
    [input(run, 'nothing'), 'has no task nothing'],
    [{ ...input(run, 'merge'), runKey: 'gone' }, 'gone'],
  ] as const) {
    await retryTask(deps, { ...wanted, seen: await readTask(deps, wanted) });
    expect(await outcomes(wanted.key)).toEqual([{ kind: 'task-retry-refused', summary: expect.stringContaining(why) }]);
  }
  const waiting = input(world.start('load', `run-${++number}`, {}), 'merge');
  expect(await readTask(deps, waiting)).toEqual({ refused: expect.stringContaining('its try is not over') });
  expect(run.clears).toBe(0);
});

it('is asked for by its route, with a right, a task and one Airflow', async () => {
  const startTaskRetry = async (wanted: TaskRetryInput) => (asked.push(wanted), { workflowId: `task-retry:${wanted.key}` });
  const api = createTestApi(kit.database.transact, { temporal: { startTaskRetry } });
  const post = async (path: string, role: 'operator' | 'viewer' = 'operator') => {
    const { key } = await createTestKey(kit.database.transact, role);
    return api.request(path, { method: 'POST', key, headers: { 'idempotency-key': 'one' } });
  };
  const path = `/api/airflow/dags/load/dagRuns/${encodeURIComponent('scheduled__2026-01-01T00:00:00+00:00')}/taskInstances/merge/retry`;
  expect((await post(path)).status).toBe(202);
  expect(asked).toMatchObject([
    { platform: 'airflow', jobKey: 'load', runKey: 'scheduled__2026-01-01T00:00:00+00:00', task: 'merge', mapIndex: null },
  ]);
  expect((await post(`${path}?mapIndex=2`)).status).toBe(202);
  expect(asked[1]).toMatchObject({ mapIndex: 2 });
  expect((await post(path, 'viewer')).status).toBe(403);
  expect((await post(`${path}?mapIndex=x`)).status).toBe(400);
  expect((await post(`${path}?platform=other`)).status).toBe(404);
  await kit.transact((tx) => connectPlatform(tx, { id: 'airflow-two', kind: 'airflow', capabilities: {} }));
  const several = await post(path);
  expect(several.status).toBe(400);
  expect(await several.text()).toContain('airflow, airflow-two');
  expect((await post(`${path}?platform=airflow-two`)).status).toBe(202);
});
