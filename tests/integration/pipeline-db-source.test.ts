import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPipelineDbConnector } from '../../connectors/pipeline-db/connector.ts';
import { openSourceDatabase } from '../../connectors/pipeline-db/database.ts';
import { jobTable, readColumnTypes } from '../../connectors/pipeline-db/job-table.ts';
import { readEnded } from '../../connectors/pipeline-db/listing.ts';
import { type JobTableDatabase, openJobTable } from '../support/job-table.ts';

let table: JobTableDatabase;
beforeAll(async () => void (table = await openJobTable()));
afterAll(() => table.close());
beforeEach(() => table.run('delete from job_execution'));

const longAgo = '2000-01-01T00:00:00Z';
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const connect = (changes?: object) => createPipelineDbConnector(table.settings(changes));

it('takes tables of other shapes', async () => {
  const other = await openJobTable(`
    create schema etl;
    create table etl."Runs" (nr bigint primary key, flow integer, outcome varchar(20), "ended at" timestamp, payload json, again integer);
    insert into etl."Runs" values (1, 7, 'FAILED', '2026-11-20 05:00:00', '{"run_info": {"errors": [{"code": 9007199254740993, "message": "a\\u0000b"}]}}', 2),
      (2, 7, 'OK', '2026-11-20 06:00:00', null, 0), (3, 7, 'FAILED', '2026-11-20 07:00:00', '[1]', 0), (4, 7, 'FAILED', '2026-11-20 07:00:00', '"text"', 0)`);
  const connector = createPipelineDbConnector(
    other.settings({
      table: 'etl.Runs',
      columns: { id: 'nr', pipeline: 'flow', status: 'outcome', finishedAt: 'ended at', data: 'payload', try: 'again' },
      failed: ['FAILED', 'ABORTED'],
      succeeded: ['OK'],
      timeZone: 'Europe/Stockholm',
    }),
  );
  const { runs } = await connector.listEndedRuns({ cursor: null, since: '2026-11-20T04:00:00Z' });
  expect(runs).toMatchObject([
    { jobKey: '7', runKey: '1', try: 2, state: 'failed', finishedAt: '2026-11-20T04:00:00.000Z' },
    { runKey: '2', state: 'succeeded', finishedAt: '2026-11-20T05:00:00.000Z' },
  ]);
  expect((await connector.listEndedRuns({ cursor: null, since: '2026-11-20T04:00:00.001Z' })).runs).toHaveLength(1);
  expect(await connector.readRun({ platform: 'pipelines', jobKey: '7', runKey: '1', try: 2 })).toMatchObject({
    try: 2,
    errors: [{ code: '9007199254740993', message: 'a\ufffdb' }],
  });
  expect(await connector.readRun({ platform: 'pipelines', jobKey: '7', runKey: '99999999999999999999', try: 0 })).toBeNull();
  await other.close();
});

describe('the database of somebody else', () => {
  it('cannot be written to', async () => {
    const database = openSourceDatabase(table.settings());
    await expect(database.read((query) => query('delete from job_execution'))).rejects.toMatchObject({ name: 'ConnectorError' });
    expect(await database.read((query) => query('select 1 as one'))).toEqual([{ one: 1 }]);
  });

  it('is not waited for without end', async () => {
    if (table.kind === 'embedded') return;
    const database = openSourceDatabase(table.settings({ timeoutSeconds: 0.2 }));
    await expect(database.read((query) => query('select pg_sleep(20)'))).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('that is away is told so, and found again when it is back', async () => {
    const gone = createPipelineDbConnector(table.settings({ uri: 'postgresql://reader:s3cret-word@127.0.0.1:1/pipelines' }));
    await expect(gone.listEndedRuns({ cursor: null, since: longAgo })).rejects.toMatchObject({ kind: 'unreachable' });
    const [finding] = await gone.check();
    expect(finding).toMatchObject({ level: 'error', message: expect.stringContaining('check host and port') });
    expect(finding?.message).not.toContain('s3cret-word');
  });

  it('says in words what is wrong with the table', async () => {
    const messages = async (changes: object) =>
      (await connect(changes).check()).filter(({ level }) => level === 'error').map(({ message }) => message);
    expect(await messages({})).toEqual([]);
    expect(await messages({ table: 'job_executions' })).toEqual(['pipelines: there is no table job_executions that this role can see']);
    expect(await messages({ columns: { finishedAt: 'ended_at', tenant: 'owner' } })).toEqual([
      'pipelines: job_execution has no column ended_at (columns.finishedAt)',
      'pipelines: job_execution has no column owner (columns.tenant)',
    ]);
    expect(await messages({ columns: { data: 'pipeline_name' } })).toEqual([
      'pipelines: job_execution.pipeline_name is text; it must be json or jsonb',
    ]);
    await expect(connect({ table: 'job_executions' }).listJobs()).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('warns of times that have not come', async () => {
    await table.add({ finishedAt: minutesAgo(-90) });
    expect((await connect().check()).map(({ message }) => message).join()).toContain('which has not come yet');
  });

  it('says which right a role lacks, and which it has too much', async () => {
    // The embedded database lets everybody in as its owner.
    if (table.kind === 'embedded') return;
    const role = `reader_${Date.now()}`;
    await table.run(`create role ${role} login`);
    const uri = table.url.replace('postgres@', `${role}@`);
    const connector = () => connect({ uri });
    expect(await connector().check()).toEqual([
      { level: 'error', message: `pipelines: the role ${role} may not read job_execution: GRANT SELECT ON job_execution TO ${role}` },
    ]);
    await expect(connector().listEndedRuns({ cursor: null, since: longAgo })).rejects.toMatchObject({ kind: 'denied' });
    await table.run(
      `grant select (id, tenant_id, pipeline_id, pipeline_name, status, started_at, finished_at, data) on job_execution to ${role}`,
    );
    expect(await connector().check()).toEqual([]);
    await table.run(`grant select, delete on job_execution to ${role}`);
    expect(await connector().check()).toEqual([{ level: 'warning', message: expect.stringContaining('may also change job_execution') }]);
    await table.run('alter table job_execution enable row level security');
    expect((await connector().check()).map(({ message }) => message).join()).toContain('row-level security');
    await table.run(`alter table job_execution disable row level security; drop owned by ${role}; drop role ${role}`);
  });
});

it('finds its rows by an index', async () => {
  if (table.kind === 'embedded') return;
  const settings = table.settings();
  await table.run(`insert into job_execution (id, pipeline_id, status, finished_at, data) select gen_random_uuid(), 'bulk', 'SUCCESS',
    now() - n * interval '1 minute', '{}' from generate_series(1, 20000) n`);
  await table.run('create index if not exists by_end on job_execution (finished_at)');
  await table.run('analyze job_execution');
  const plan = await openSourceDatabase(settings).read(async (query) => {
    const parts = jobTable(settings, await readColumnTypes(query, 'job_execution'));
    const explain: typeof query = (text, values) => query(`explain ${text}`, values);
    return readEnded(explain, settings, parts, { from: minutesAgo(60), until: minutesAgo(0), afterId: null });
  });
  expect(JSON.stringify(plan)).toMatch(/Index (?:Only )?Scan|Bitmap Index Scan/);
  await table.run('drop index by_end');
});
