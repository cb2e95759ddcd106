import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ActivityDeps } from '../../activities/deps.ts';
import { importRuns } from '../../activities/import-runs.ts';
import { investigate } from '../../activities/investigate.ts';
import { createAirflowConnector } from '../../connectors/airflow/connector.ts';
import { airflowSettings } from '../../connectors/airflow/settings.ts';
import { connectPlatform } from '../../store/platforms.ts';
import type { ImportInput } from '../../workflows/contract.ts';
import { type AirflowSimulator, startAirflow } from '../simulators/airflow/server.ts';
import { type AirflowWorld, createAirflowWorld } from '../simulators/airflow/world.ts';
import { createTestApi, createTestKey } from '../support/api.ts';
import { type ServedApi, serveApi } from '../support/serve-api.ts';
import { type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
let world: AirflowWorld;
let airflow: AirflowSimulator;
let deps: ActivityDeps;
let served: ServedApi;

/** As a worker would do it, at once. */
const run = (input: ImportInput) => new MockActivityEnvironment().run(() => importRuns(deps, input));

beforeAll(async () => {
  kit = await openKit();
  world = createAirflowWorld([{ id: 'load', tasks: [{ id: 'merge' }] }]);
  airflow = await startAirflow(world, 'v2');
  const settings = { name: 'airflow', kind: 'airflow', url: airflow.url, username: airflow.username, password: airflow.password };
  const connector = createAirflowConnector(airflowSettings.parse({ ...settings, requestsPerSecond: 1000 }));
  deps = { ...kit.deps, connectors: new Map([...kit.deps.connectors, ['airflow', connector]]) };
  // Connected long ago: what ended since would be acted on, had a sweep found it.
  await kit.transact(async (tx) => {
    await connectPlatform(tx, { id: 'airflow', kind: 'airflow', capabilities: connector.capabilities });
    await tx.rows("update platform set connected_at = '2020-01-01' where tenant_id = $1 and id = 'airflow'", [tenantId]);
  });
  const startImport = async (input: ImportInput) => (await run(input), { workflowId: input.importId });
  const api = createTestApi(kit.database.transact, { temporal: { startImport } });
  served = await serveApi(api.deps, (await createTestKey(kit.database.transact, 'operator')).key);
});
afterEach(() => void (world.runs.length = 0));
afterAll(async () => {
  await served.close();
  await airflow.close();
  await kit.database.close();
});

function ended(day: string, error: string | null): void {
  const one = world.start('load', `run-${day}`, {});
  world.end(one, error === null ? null : 'merge', error ?? '');
  one.end = Date.parse(day);
}
const cases = () =>
  kit.transact((tx) =>
    tx.rows<{ id: string; run: string; shadow: boolean }>(
      `select i.id, r.run_key as run, i.shadow from incident i join job_run r on r.tenant_id = i.tenant_id and r.incident_id = i.id
       where r.platform = 'airflow' order by r.run_key`,
    ),
  );
const importDays = (...more: string[]) =>
  served.nightshift('--json', 'import-airflow-logs', '--start-date', '2026-01-02', '--end-date', '2026-01-04', ...more);

it('takes in the failures of its days, diagnoses them and acts on none', async () => {
  ended('2026-01-01T23:59:59Z', 'ValueError: too early');
  ended('2026-01-02T00:00:00Z', 'ConnectionRefusedError: [Errno 111] Connection refused');
  ended('2026-01-03T12:00:00Z', null);
  ended('2026-01-04T23:59:59Z', 'MemoryError: out of memory');
  ended('2026-01-05T00:00:00Z', 'ValueError: too late');
  const counted = await importDays();
  expect(counted).toMatchObject({ code: 0 });
  expect(JSON.parse(counted.out)).toMatchObject({ state: 'done', runs: 3, failed: 2, opened: 0, causes: [] });
  expect(await cases()).toEqual([]);

  const first = await importDays('--include-failures');
  expect(JSON.parse(first.out)).toMatchObject({ runs: 3, failed: 2, opened: 2, leftToSweep: 0, causes: [{ cause: null, count: 2 }] });
  expect(await cases()).toMatchObject([
    { run: 'run-2026-01-02T00:00:00Z', shadow: true },
    { run: 'run-2026-01-04T23:59:59Z', shadow: true },
  ]);
  for (const { id } of await cases())
    await new MockActivityEnvironment().run(() => investigate(deps, { tenantId, incidentId: id, round: 1 }));
  const again = await importDays('--include-failures', '--auto-categorize');
  const { opened, causes } = JSON.parse(again.out) as { opened: number; causes: { cause: string; count: number }[] };
  expect(opened).toBe(0);
  expect(causes.map(({ cause }) => cause).sort()).toEqual(['NETWORK', 'RESOURCE']);
});

it('leaves to the sweep what is fresh', async () => {
  ended(new Date(Date.now() - 1_000).toISOString(), 'ValueError: just now');
  const before = await cases();
  const today = new Date().toISOString();
  const { out } = await served.nightshift(
    '--json',
    'import-airflow-logs',
    '--start-date',
    today.slice(0, 10),
    '--end-date',
    today,
    '--include-failures',
  );
  expect(JSON.parse(out)).toMatchObject({ failed: 1, opened: 0, leftToSweep: 1 });
  expect(await cases()).toEqual(before);
});

it('says what is wrong', async () => {
  expect((await importDays('--auto-categorize')).code).toBe(2);
  expect((await served.nightshift('import-airflow-logs', '--start-date', '2026-01-04', '--end-date', '2026-01-02')).err).toContain(
    'endDate: must not be before startDate',
  );
  expect((await served.nightshift('import-airflow-logs', '--start-date', 'May', '--end-date', '2026-01-02')).code).toBe(2);
  expect((await importDays('--platform', 'none')).code).toBe(5);
  airflow.forbidden = () => true;
  const denied = await importDays('--include-failures');
  airflow.forbidden = () => false;
  expect(denied.code).toBe(1);
  expect(JSON.parse(denied.out)).toMatchObject({ state: 'failed', error: expect.stringContaining('403') });
});
