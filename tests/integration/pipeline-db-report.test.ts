import { afterAll, beforeAll, expect, it } from 'vitest';
import { decide } from '../../activities/decide.ts';
import { investigate } from '../../activities/investigate.ts';
import { sweep } from '../../activities/sweep.ts';
import { createPipelineDbConnector } from '../../connectors/pipeline-db/connector.ts';
import { connectPlatform } from '../../store/platforms.ts';
import { createTestApi, createTestKey } from '../support/api.ts';
import { failedData, type JobTableDatabase, openJobTable, sourceTenant } from '../support/job-table.ts';
import { type ServedApi, serveApi } from '../support/serve-api.ts';
import { type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
let table: JobTableDatabase;
let api: ServedApi;
beforeAll(async () => {
  const opened = await openKit();
  table = await openJobTable();
  const connector = createPipelineDbConnector(
    table.settings({ jobs: { 'supplier-import': { application: 'purchasing', owner: 'purchasing@example.com' } } }),
  );
  kit = { ...opened, deps: { ...opened.deps, connectors: new Map([['pipelines', connector]]) } };
  await kit.transact(async (tx) => {
    await connectPlatform(tx, { id: 'pipelines', kind: 'pipeline-db', capabilities: connector.capabilities });
    await tx.rows(`update platform set connected_at = '2020-01-01' where tenant_id = $1`, [tenantId]);
  });
  const deps = createTestApi(kit.database.transact).deps;
  api = await serveApi(deps, (await createTestKey(kit.database.transact, 'operator')).key);
});
afterAll(async () => {
  await api.close();
  await table.close();
  await kit.database.close();
});

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const cases = () =>
  kit.transact((tx) =>
    tx.rows<{ id: string; run_key: string }>(`select i.id, r.run_key from incident i join job_run r on r.tenant_id = i.tenant_id
    and r.incident_id = i.id where r.platform = 'pipelines' order by r.finished_at`),
  );

it('makes one case of each failed execution, and counts jobs and errors apart', async () => {
  await table.add(
    {
      finishedAt: minutesAgo(30),
      data: failedData(
        {
          activity: 'Read',
          code: 404,
          message: 'An error occurred (404) when calling the HeadObject operation: Not Found',
          exception: 'ClientError',
        },
        { activity: 'Convert', code: 17, message: 'Could not convert string to decimal: 12,5', exception: 'ConversionException' },
        { activity: 'Send', code: 503, message: 'Service Unavailable', exception: 'HTTPError' },
      ),
    },
    {
      finishedAt: minutesAgo(20),
      data: failedData({ activity: 'Convert', message: 'Could not convert string to decimal: n/a', exception: 'ConversionException' }),
    },
    { finishedAt: minutesAgo(15), status: 'SUCCESS' },
    { finishedAt: minutesAgo(10), data: null },
    { finishedAt: minutesAgo(5), data: { state: 'no run info' } },
  );
  expect(await sweep(kit.deps, { tenantId, platform: 'pipelines' })).toEqual({ runs: 3, opened: 2 });
  expect(await sweep(kit.deps, { tenantId, platform: 'pipelines' })).toMatchObject({ opened: 0 });
  for (const { id } of await cases()) await investigate(kit.deps, { tenantId, incidentId: id, round: 1 });

  const { code, out } = await api.nightshift('analyze', '--format', 'json', '--no-llm');
  expect(code).toBe(0);
  const report = JSON.parse(out);
  expect(report).toMatchObject({ total_jobs: 2, total_errors: 4, jobs_by_tenant: expect.anything() });
  const [newest, oldest] = report.jobs;
  expect([newest.pipeline, oldest.pipeline]).toEqual(['Import of supplier-import', 'Import of supplier-import']);
  expect(oldest.tenant_id).toBe(sourceTenant);
  expect(oldest.errors.map((error: Record<string, unknown>) => [error.activity, error.code, error.exception, error.category])).toEqual([
    ['Read', '404', 'ClientError', 'THIRD_PARTY_SYSTEM'],
    ['Convert', '17', 'ConversionException', 'INPUT_DATA_QUALITY'],
    ['Send', '503', 'HTTPError', 'THIRD_PARTY_SYSTEM'],
  ]);
  expect(newest.errors).toHaveLength(1);
});

it('takes no error for another one, whichever of them stands last', async () => {
  const errors = [
    { activity: 'Convert', code: 17, message: 'Could not convert string to decimal: 7,5', exception: 'ConversionException' },
    { activity: 'Send', code: 503, message: 'Service Unavailable', exception: 'HTTPError' },
  ];
  await table.add({ pipeline: 'forth', data: failedData(...errors) }, { pipeline: 'back', data: failedData(...errors.toReversed()) });
  await sweep(kit.deps, { tenantId, platform: 'pipelines' });
  for (const { id } of await cases()) await investigate(kit.deps, { tenantId, incidentId: id, round: 1 });
  const { out } = await api.nightshift('analyze', '--format', 'json', '--no-llm');
  const told = JSON.parse(out).jobs.flatMap((job: { pipeline: string; errors: { activity: string; category: string }[] }) =>
    /forth|back/.test(job.pipeline) ? job.errors.map(({ activity, category }) => `${activity} ${category}`) : [],
  );
  expect(told.sort()).toEqual([
    'Convert INPUT_DATA_QUALITY',
    'Convert INPUT_DATA_QUALITY',
    'Send THIRD_PARTY_SYSTEM',
    'Send THIRD_PARTY_SYSTEM',
  ]);
});

it('writes to the owner, for nothing can be started there', async () => {
  const [first] = await cases();
  const decision = await decide(kit.deps, { tenantId, incidentId: first?.id ?? '', round: 1, revision: 1, because: null });
  expect(decision).toMatchObject({ action: 'SEND_EMAIL', proposal: null });
});

it('keeps where it has got to, and says what keeps it from going on', async () => {
  await table.run('alter table job_execution rename to elsewhere');
  await expect(sweep(kit.deps, { tenantId, platform: 'pipelines' })).rejects.toThrow();
  const state = () =>
    kit.transact((tx) =>
      tx.one<{ sweep_error: string | null; sweep_cursor: string }>(`select sweep_error, sweep_cursor from platform where id = 'pipelines'`),
    );
  const failing = await state();
  expect(failing.sweep_error).toContain('job_execution');
  await table.run('alter table elsewhere rename to job_execution');
  await table.add({ finishedAt: minutesAgo(2) });
  expect(await sweep(kit.deps, { tenantId, platform: 'pipelines' })).toMatchObject({ opened: 1 });
  expect((await state()).sweep_error).toBeNull();
});
