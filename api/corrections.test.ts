import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCorrections } from '../domain/learning/parse-corrections.ts';
import { csvColumns } from '../domain/reports/render-csv.ts';
import { createTestApi, createTestKey, type TestApi, tester, testTenant } from '../tests/support/api.ts';
import { declareSettlement, diagnoseCase, heapDiagnosis, openCase } from '../tests/support/cases.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { type ServedApi, serveApi } from '../tests/support/serve-api.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let served: ServedApi;
const folder = mkdtempSync(join(tmpdir(), 'nightshift-corrections-'));

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact);
  key = (await createTestKey(database.transact, 'operator')).key;
  served = await serveApi(api.deps, key);
  await declareSettlement(database.transact);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await served.close();
  api.close();
  await database.close();
});

async function ask(path: string, body?: unknown) {
  const response = await api.request(path, { key, ...(body === undefined ? {} : { body }) });
  return { status: response.status, body: await response.json() };
}
const row = (job: string, message: string, corrected: string): string =>
  `${job},orders,,2026-11-21T03:00:00+00:00,load,UNKNOWN,rule,0.30,none,,"${message.replaceAll('"', '""')}",,${corrected}`;
function fileOf(name: string, ...rows: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `\ufeff${[[...csvColumns, 'Corrected Category'].join(','), ...rows].join('\r\n')}\r\n`);
  return file;
}
const confirmed = (fingerprint: string) =>
  database.transact(testTenant, tester, (tx) =>
    tx.rows('select origin, cause, action from confirmed_verdict where fingerprint = $1', [fingerprint]),
  );

describe('a file of corrections', () => {
  const strange = 'The quorblex of lot 17 "A"\nis not in phase';
  test('is imported with who made them; wrong rows are told by line, empty ones counted', async () => {
    const file = fileOf(
      'errors.csv',
      ...[row('j1', strange, 'THIRD_PARTY_SYSTEM'), row('j2', 'all as it should be', ''), row('j3', 'x', 'FOO')],
      row('j4', '=cmd|calc, password=hunter2hunter2', 'WORKFLOW_ENGINE'),
    );
    const first = await served.nightshift('import-corrections', file, '--user', 'ops@example.com');
    expect(first.err).toBe('');
    expect(first.out).toContain('Imported 2 corrections; 1 row without a correction skipped.');
    expect(first.out).toMatch(/line 5: Corrected Category "FOO" is none of/);
    expect(first.code).toBe(2);
    const { items } = (await ask('/api/corrections?person=ops@example.com&source=csv')).body;
    expect(items).toHaveLength(2);
    expect(items[1]).toMatchObject({ text: strange, before: { cause: 'UNKNOWN' }, after: { origin: 'THIRD_PARTY_SYSTEM' } });
    expect(items[0].text).not.toContain('hunter2');
  });

  test('changes nothing the second time', async () => {
    const again = await served.nightshift('--json', 'import-corrections', join(folder, 'errors.csv'), '--user', 'ops@example.com');
    expect(JSON.parse(again.out)).toMatchObject({ imported: 0, repeated: 2, skipped: 1, problems: [{ line: 5 }] });
    expect((await ask('/api/corrections?source=csv')).body.items).toHaveLength(2);
  });

  test('counts alike rows as often as they stand there', async () => {
    const file = fileOf('alike.csv', ...Array.from({ length: 3 }, () => row('j', 'the same again', 'INPUT_DATA_QUALITY')));
    for (const imported of [3, 0])
      expect(JSON.parse((await served.nightshift('--json', 'import-corrections', file)).out)).toMatchObject({ imported });
  });

  test('holds at once for the same failure', async () => {
    const judged = await ask('/api/classify', { message: strange.replace('17', '99') });
    expect(judged.body).toMatchObject({ category: 'THIRD_PARTY_SYSTEM', method: 'human' });
  });

  test('is refused as a whole when it is none', async () => {
    expect(await ask('/api/corrections/import', { csv: 'a,b\n1,2\n' })).toMatchObject({
      status: 400,
      body: { error: { details: { csv: expect.stringContaining('Error Message') } } },
    });
    expect((await ask('/api/corrections/import', { csv: 'x', person: 'nobody' })).body.error.details).toHaveProperty('person');
    expect((await served.nightshift('import-corrections', join(folder, 'none.csv'))).code).toBe(2);
  });
});

test('a correction in a case is kept, settles the fingerprint and becomes an example', async () => {
  const id = await openCase(database.transact, 'run-1');
  await diagnoseCase(database.transact, id);
  const given = { cause: 'DATA', origin: 'INPUT_DATA_QUALITY', action: 'SEND_EMAIL', reason: 'The input was too large.' };
  expect((await ask(`/api/incidents/${id}/corrections`, given)).status).toBe(201);
  const { items } = (await ask(`/api/corrections?incident=${id}`)).body;
  expect(items).toMatchObject([
    { source: 'case', before: { cause: 'RESOURCE' }, after: { cause: 'DATA' }, reason: 'The input was too large.' },
  ]);
  expect(await confirmed(heapDiagnosis.fingerprint)).toEqual([{ cause: 'DATA', origin: 'INPUT_DATA_QUALITY', action: 'SEND_EMAIL' }]);
  const examples = await database.transact(testTenant, tester, (tx) =>
    tx.rows(`select cause, state from knowledge_entry where collection = 'corrections' and fingerprint = $1`, [heapDiagnosis.fingerprint]),
  );
  expect(examples).toEqual([{ cause: 'DATA', state: 'active' }]);
});

test('the list is filtered by time and person, and paged', async () => {
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await ask(`/api/corrections?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...body.items.map((one: { id: string }) => one.id));
    cursor = body.nextCursor;
  }
  expect(seen).toHaveLength(6);
  expect(new Set(seen).size).toBe(6);
  expect((await ask('/api/corrections?until=2020-01-01T00:00:00Z')).body.items).toEqual([]);
  expect((await served.nightshift('corrections', '--person', 'ops@example.com')).out).toContain('not in phase');
});

test('all corrections are had as one file, over any number of parts, and importing it again finds them', async () => {
  await database.transact(testTenant, tester, (tx) =>
    tx.rows(
      `insert into correction (tenant_id, id, source, fingerprint, platform, text, root_line, masked_root, cause, origin, action, reason, person, actor, at)
      select $1, 'cor_many_' || n, 'csv', md5(n::text), 'http', '=fault ' || n, 'x', 'x', 'DATA', 'INPUT_DATA_QUALITY', 'SEND_EMAIL', 'seen', 'many@example.com', '{}', '2026-01-01'
      from generate_series(1, 1001) n`,
      [testTenant],
    ),
  );
  const response = await api.request('/api/corrections/export?person=many@example.com', { key });
  expect(response.headers.get('Content-Type')).toContain('text/csv');
  const lines = (await response.text()).trimEnd().split('\r\n');
  expect(lines).toHaveLength(1002);
  expect(lines[1]).toContain("'=fault");
  const parsed = parseCorrections(`${lines.join('\r\n')}\r\n`);
  expect(parsed.problems).toEqual([]);
  expect(new Set(parsed.rows.map((one) => one.cells['Error Message'])).size).toBe(1001);
  expect(parsed.rows[0]).toMatchObject({ origin: 'INPUT_DATA_QUALITY', cause: 'DATA', action: 'SEND_EMAIL' });
  expect((await ask('/api/corrections/export?cause=NOTHING')).body.error.details).toHaveProperty('cause');
  const file = join(folder, 'all.csv');
  await served.nightshift('corrections', '--person', 'many@example.com', '--csv', file);
  expect(readFileSync(file, 'utf8').split('\r\n')).toHaveLength(1003);
});
