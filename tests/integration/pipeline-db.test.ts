import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../connectors/contract.ts';
import { createPipelineDbConnector } from '../../connectors/pipeline-db/connector.ts';
import { writeCursor } from '../../connectors/pipeline-db/cursor.ts';
import { openSourceDatabase } from '../../connectors/pipeline-db/database.ts';
import { jobTable, readColumnTypes } from '../../connectors/pipeline-db/job-table.ts';
import { pageSize, readEnded } from '../../connectors/pipeline-db/listing.ts';
import { failedData, type JobTableDatabase, openJobTable, sourceTenant } from '../support/job-table.ts';

let table: JobTableDatabase;
beforeAll(async () => void (table = await openJobTable()));
afterAll(() => table.close());
beforeEach(() => table.run('delete from job_execution'));

const longAgo = '2000-01-01T00:00:00Z';
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const connect = (changes?: object) => createPipelineDbConnector(table.settings(changes));
const keys = (runs: readonly RunSummary[]): readonly string[] => runs.map((run) => run.runKey);
const failures = (runs: readonly RunSummary[]): readonly RunSummary[] => runs.filter((run) => run.state === 'failed');
const identity = (runKey: string) => ({ platform: 'pipelines', jobKey: 'supplier-import', runKey, try: 0 });

describe('failed executions', () => {
  it('are those with data and run info', async () => {
    const [, , , , whole] = await table.add(
      { status: 'SUCCESS' },
      { data: null },
      { data: { other: 1 } },
      { data: { run_info: null } },
      { data: failedData({ message: 'down' }) },
      { finishedAt: null },
      { status: 'RUNNING' },
    );
    const { runs } = await connect().listEndedRuns({ cursor: null, since: longAgo });
    expect(keys(failures(runs))).toEqual([whole]);
    expect(runs.map((run) => run.state).sort()).toEqual(['failed', 'succeeded']);
  });

  it('end inside a window that includes both of its ends', async () => {
    const [, first, , last] = await table.add(
      { finishedAt: '2026-11-20T03:59:59Z' },
      { finishedAt: '2026-11-20T04:00:00Z' },
      { finishedAt: '2026-11-20T04:00:00.000001Z' },
      { finishedAt: '2026-11-20T05:00:00Z' },
      { finishedAt: '2026-11-20T05:00:01Z' },
    );
    const settings = table.settings();
    const rows = await openSourceDatabase(settings).read(async (query) => {
      const parts = jobTable(settings, await readColumnTypes(query, 'job_execution'));
      return readEnded(query, settings, parts, { from: '2026-11-20T04:00:00Z', until: '2026-11-20T05:00:00Z', afterId: null });
    });
    expect(rows).toHaveLength(3);
    expect([rows[0]?.id, rows[2]?.id]).toEqual([first, last]);
    const { runs } = await connect().listEndedRuns({ cursor: null, since: '2026-11-20T05:00:00Z' });
    expect(runs).toHaveLength(2);
  });

  it('are not listed before their time has come, and stop no other', async () => {
    const [, now] = await table.add({ finishedAt: minutesAgo(-90) }, { finishedAt: minutesAgo(1) });
    const connector = connect();
    const first = await connector.listEndedRuns({ cursor: null, since: minutesAgo(60) });
    expect(keys(first.runs)).toEqual([now]);
    const [later] = await table.add({ finishedAt: new Date().toISOString() });
    expect(keys((await connector.listEndedRuns({ cursor: first.cursor, since: minutesAgo(60) })).runs)).toEqual([now, later]);
  });

  it('come once each, in pages, while new ones are written and with equal times', async () => {
    const at = minutesAgo(30);
    const count = 2 * pageSize + 200;
    const ids = new Set(
      await table.add(...Array.from({ length: count }, (_none, index) => ({ finishedAt: index % 3 === 0 ? at : minutesAgo(20) }))),
    );
    const connector = connect();
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let more = true; more; ) {
      const page = await connector.listEndedRuns({ cursor, since: longAgo });
      seen.push(...keys(page.runs));
      ({ cursor, more } = page);
      if (more) for (const id of await table.add({ finishedAt: new Date().toISOString() })) ids.add(id);
    }
    expect(seen).toHaveLength(ids.size);
    expect(new Set(seen)).toEqual(ids);
  });

  it('are found although they became visible late, also after a search that was broken off', async () => {
    const connector = connect();
    await table.add(...Array.from({ length: pageSize + 1 }, () => ({ finishedAt: minutesAgo(9) })));
    const begun = await connector.listEndedRuns({ cursor: null, since: minutesAgo(10) });
    expect(begun.more).toBe(true);
    const [late] = await table.add({ finishedAt: minutesAgo(9.5) });
    const rest = await connector.listEndedRuns({ cursor: begun.cursor, since: minutesAgo(0) });
    expect(rest.more).toBe(false);
    expect(keys(rest.runs)).not.toContain(late);
    const seen: string[] = [];
    let cursor = rest.cursor;
    for (let more = true; more; ) {
      const page = await connector.listEndedRuns({ cursor, since: minutesAgo(0) });
      seen.push(...keys(page.runs));
      ({ cursor, more } = page);
    }
    expect(seen).toContain(late);
  });
});

it('goes on after hours where a search was broken off, and misses nothing of the time before', async () => {
  const connector = connect();
  const [late, last = '', next] = await table.add(
    { finishedAt: minutesAgo(185) },
    { finishedAt: minutesAgo(181) },
    { finishedAt: minutesAgo(120) },
  );
  const brokenOff = writeCursor({
    looked: minutesAgo(180).replace('Z', '000Z'),
    after: { finishedAt: minutesAgo(181).replace('Z', '999Z'), id: last },
  });
  const rest = await connector.listEndedRuns({ cursor: brokenOff, since: minutesAgo(60) });
  expect(keys(rest.runs)).toEqual([next]);
  expect(keys((await connector.listEndedRuns({ cursor: rest.cursor, since: minutesAgo(60) })).runs)).toEqual([late, last, next]);
});

describe('a run', () => {
  it('tells every error that it holds, and whose data it worked on', async () => {
    const [id = ''] = await table.add({
      data: failedData(
        { activity: 'ReadSuppliers', code: 404, message: 'Not Found', exception: 'HTTPError', details: { url: 'https://example.com/a' } },
        { activity: 'Convert', code: '17', message: 'amount is no number', exception: 'ConversionException', details: {} },
        'plain words',
      ),
    });
    const run = await connect().readRun(identity(id));
    expect(run).toMatchObject({
      state: 'failed',
      jobKey: 'supplier-import',
      try: 0,
      parameters: { tenant_id: sourceTenant, pipeline_id: 'supplier-import' },
    });
    expect(run?.errors).toEqual([
      { activity: 'ReadSuppliers', code: '404', message: 'Not Found', exception: 'HTTPError', details: '{"url":"https://example.com/a"}' },
      { activity: 'Convert', code: '17', message: 'amount is no number', exception: 'ConversionException', details: null },
      { activity: '', code: null, message: 'plain words', exception: null, details: null },
    ]);
    for (const text of ['HTTPError: Not Found', 'HTTP 404', 'ConversionException: amount is no number', 'plain words', 'activity: Convert'])
      expect(run?.errorText).toContain(text);
  });

  it('is told in its newest state', async () => {
    const [id = ''] = await table.add({});
    const connector = connect();
    expect(await connector.readRun(identity(id))).toMatchObject({ state: 'failed' });
    await table.run(`update job_execution set status = 'SUCCESS', finished_at = now()`);
    expect(await connector.readRun(identity(id))).toMatchObject({ state: 'succeeded', errorText: '', errors: [] });
    await table.run(`update job_execution set status = 'RUNNING', finished_at = null`);
    expect(await connector.readRun(identity(id))).toMatchObject({ state: 'running', finishedAt: null });
  });

  it.each([
    ['nothing', { run_info: { state: 'broken' } }, 0],
    ['an empty list', { run_info: { errors: [], state: 'broken' } }, 0],
    ['a text', { run_info: { errors: 'disk full' } }, 1],
    ['JSON in a text', { run_info: { errors: '[{"message":"a"},{"message":"b"}]' } }, 2],
    ['one error', { run_info: { errors: { code: 1, message: 'a' } } }, 1],
    ['errors by activity', { run_info: { errors: { Load: { message: 'a' }, Save: 'b' } } }, 2],
    ['run info that is a text', { run_info: 'broken' }, 0],
  ])('is read whatever stands in the place of its errors: %s', async (_name, data, count) => {
    const [id = ''] = await table.add({ data });
    const run = await connect().readRun(identity(id));
    expect(run?.errors).toHaveLength(count);
    expect(`${run?.errorText}${run?.logTail}`).not.toBe('');
  });

  it('of which too much is told is cut', async () => {
    const [id = ''] = await table.add({ data: failedData({ message: 'x'.repeat(2_000_000) }) });
    const run = await connect().readRun(identity(id));
    expect(run?.errors).toEqual([]);
    expect(run?.errorText.length).toBe(64 * 1024);
  });

  it('that there is not is null, whatever its name', async () => {
    const connector = connect();
    for (const runKey of ['no-uuid', '4611686018427387904', sourceTenant, "' or true --"])
      expect(await connector.readRun(identity(runKey))).toBeNull();
  });
});

describe('pipelines', () => {
  it('are the jobs, with the names and settings that they have', async () => {
    await table.add(
      { pipeline: 'a', status: 'SUCCESS' },
      { pipeline: 'b', data: null },
      { pipeline: 'b', finishedAt: minutesAgo(60 * 24 * 40) },
    );
    const jobs = await connect({
      jobs: { b: { application: 'purchasing', owner: 'purchasing@example.com' }, c: { application: 'sales' } },
    }).listJobs();
    expect(jobs.map(({ jobKey, name, application, owner }) => [jobKey, name, application, owner])).toEqual([
      ['a', 'Import of a', 'unassigned', null],
      ['b', 'Import of b', 'purchasing', 'purchasing@example.com'],
      ['c', 'c', 'sales', null],
    ]);
  });

  it('have a history, newest first, of their own runs', async () => {
    const [old, , newest] = await table.add(
      { pipeline: 'a', finishedAt: minutesAgo(20) },
      { pipeline: 'b', finishedAt: minutesAgo(15) },
      { pipeline: 'a', status: 'SUCCESS', finishedAt: minutesAgo(10) },
      { pipeline: 'a', status: 'RUNNING', finishedAt: minutesAgo(5) },
    );
    const connector = connect();
    expect(keys(await connector.readHistory('a', 10))).toEqual([newest, old]);
    expect(keys(await connector.readHistory('a', 1))).toEqual([newest]);
  });
});
