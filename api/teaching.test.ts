import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PortableAnswer } from '../api/schemas/portable.ts';
import { addEntry } from '../store/knowledge/entries.ts';
import { recordOutcome, setConfidence } from '../store/knowledge/outcomes.ts';
import { createTestApi, createTestKey, type TestApi, type TestResponse, tester, testTenant } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { head, history } from '../tests/support/history-file.ts';

let databases: TestDatabase[] = [];
let apis: TestApi[] = [];
let api: TestApi;
let key: string;

async function openApi(): Promise<{ database: TestDatabase; api: TestApi; key: string }> {
  const database = await openTestDatabase();
  const made = createTestApi(database.transact);
  databases.push(database);
  apis.push(made);
  return { database, api: made, key: (await createTestKey(database.transact, 'admin')).key };
}

beforeAll(async () => {
  const opened = await openApi();
  ({ api, key } = opened);
});
afterAll(async () => {
  for (const one of apis) one.close();
  for (const one of databases) await one.close();
  [databases, apis] = [[], []];
});

const csv = { 'content-type': 'text/csv' };
const read = async (response: TestResponse) => ({ status: response.status, body: await response.json() });
const send = async (path: string, body: unknown, headers: Record<string, string> = {}) =>
  read(await api.request(path, { method: 'POST', body, key, headers }));
const put = async (path: string, body: unknown) => read(await api.request(path, { method: 'PUT', body, key }));
const get = async (path: string) => read(await api.request(path, { key }));
const inTenant = <Value>(work: Parameters<(typeof databases)[0]['transact']>[2]) =>
  databases[0]?.transact(testTenant, tester, work) as Promise<Value>;
const entryCount = async (): Promise<number> => ((await get('/api/kb/export')).body as PortableAnswer).entries.length;

describe('POST /api/kb/import-incidents', () => {
  test('looks without keeping anything in a dry run', async () => {
    const { status, body } = await send('/api/kb/import-incidents?dryRun=true', history, csv);
    expect(status).toBe(200);
    expect(body).toMatchObject({ rows: 5, imported: 0, problems: [], learned: [] });
  });

  test('turns five rows of different kinds into five entries, and the same file again into none', async () => {
    const before = await entryCount();
    const { body } = await send('/api/kb/import-incidents?autoLearn=true&source=history.csv', history, csv);
    expect(body).toMatchObject({ rows: 5, imported: 5, known: 0, problems: [], leftOut: 0 });
    expect(body.learned.map((one: { category: string; state: string }) => `${one.category} ${one.state}`).toSorted()).toEqual([
      'authentication active',
      'database_connectivity active',
      'disk_space active',
      'memory_exhaustion active',
      'service_failure active',
    ]);
    expect(await entryCount()).toBe(before + 5);
    const again = await send('/api/kb/import-incidents?autoLearn=true', history, csv);
    expect(again.body).toMatchObject({ imported: 0, known: 5, learned: [], strengthened: [] });
  });

  test('strengthens an entry by another case of it', async () => {
    const more = `${head}\n2026-02-10 02:11:00,The ledger database refuses connections,too many clients already,ledger-db,high,100,Closed idle sessions,,true\n`;
    const { body } = await send('/api/kb/import-incidents?autoLearn=true', more, csv);
    expect(body.learned).toEqual([]);
    expect(body.strengthened).toMatchObject([{ title: 'Ledger database refuses connections', confidence: 0.78 }]);
  });

  test('keeps the good rows and names the bad ones by line and field', async () => {
    const mixed = `${head}\n2026-03-01 01:00:00,Good row,,a,low,5,x,,\nnever,"Bad\nrow",,a,low,5,x,,\n2026-03-01,Short row\n2026-03-01,Bad row,,a,dire,5,x,,\n`;
    const { status, body } = await send('/api/kb/import-incidents', mixed, csv);
    expect(status).toBe(200);
    expect(body.imported).toBe(1);
    expect(body.problems.map(({ line, field }: { line: number; field: string }) => `${line} ${field}`)).toEqual([
      '3 timestamp',
      '5 row',
      '6 severity',
    ]);
  });

  test('refuses what is no such file', async () => {
    expect((await send('/api/kb/import-incidents', 'title,solution\na,b', csv)).body.error).toMatchObject({
      code: 'invalid',
      details: { timestamp: 'is missing in the first line' },
    });
    expect((await send('/api/kb/import-incidents', `${head}\n"never closed`, csv)).body.error.message).toContain('line 2');
    expect((await send('/api/kb/import-incidents', {})).status).toBe(415);
    expect((await send('/api/kb/import-incidents', '', csv)).status).toBe(400);
  });

  test('keeps no secrets', async () => {
    await send(
      '/api/kb/import-incidents?autoLearn=true',
      `${head}\n2026-04-01,Sign-in of the loader refused,,loader,low,5,Set correct-horse-battery,,\n`,
      csv,
    );
    expect(JSON.stringify((await get('/api/kb/export')).body)).not.toContain('correct-horse');
  });
});

describe('the learning settings', () => {
  test('are versions, of which each changes only what it names', async () => {
    expect((await get('/api/kb/learning')).body).toMatchObject({ version: 0, enabled: true, requireSuccesses: 1, createdBy: null });
    const saved = await put('/api/kb/learning', {
      patternTypes: ['queues'],
      confidenceThreshold: 0.8,
      requireSuccesses: 3,
      note: 'slowly',
    });
    expect(saved.body).toMatchObject({ version: 1, enabled: true, patternTypes: ['queues'], requireSuccesses: 3, note: 'slowly' });
    expect((await put('/api/kb/learning', { enabled: true })).body).toMatchObject({
      version: 2,
      requireSuccesses: 3,
      confidenceThreshold: 0.8,
    });
    expect((await put('/api/kb/learning', { enabled: false, version: 1 })).status).toBe(412);
    expect((await put('/api/kb/learning', { requireSuccesses: 0 })).body.error.details).toHaveProperty('requireSuccesses');
  });

  test('hold a candidate back until its last success, and for good when its type is not listed', async () => {
    const candidate = (category: string) =>
      inTenant<{ id: string }>((tx) =>
        addEntry(tx, {
          title: `A ${category} entry`,
          symptom: category,
          category,
          confidence: 0.8,
          state: 'candidate',
          provenance: 'model',
          author: 'model',
        }),
      );
    const succeed = async (id: string) =>
      (
        await inTenant<{ state: string }>((tx) =>
          recordOutcome(tx, id, { success: true, resolutionSeconds: null, reason: 'worked', incidentId: null }),
        )
      ).state;
    const listed = await candidate('message_queues');
    const other = await candidate('printers');
    expect([await succeed(listed.id), await succeed(listed.id), await succeed(listed.id)]).toEqual(['candidate', 'candidate', 'active']);
    expect([await succeed(other.id), await succeed(other.id), await succeed(other.id)]).toEqual(['candidate', 'candidate', 'candidate']);
  });

  test('leave types out of what is learned from a history', async () => {
    const row = `${head}\n2026-05-01,Certificate of the gateway expired,certificate has expired,gateway,high,60,Renewed it,,true\n`;
    expect((await send('/api/kb/import-incidents?autoLearn=true', row, csv)).body).toMatchObject({ imported: 1, learned: [], leftOut: 1 });
    await put('/api/kb/learning', { patternTypes: [], confidenceThreshold: 0, requireSuccesses: 1 });
  });
});

describe('export and import', () => {
  test('carry everything over to another installation', async () => {
    const parent = await inTenant<{ id: string }>((tx) =>
      addEntry(tx, {
        title: 'Caches',
        symptom: 'cache trouble',
        state: 'active',
        provenance: 'person',
        author: 'ops@example.com',
        tags: ['cache'],
      }),
    );
    await inTenant((tx) =>
      addEntry(tx, {
        title: 'One cache',
        symptom: 'cache one',
        parentId: parent.id,
        state: 'candidate',
        provenance: 'incident',
        author: 'Nightshift',
      }),
    );
    await inTenant((tx) => setConfidence(tx, parent.id, 0.6, 'seen to fail'));
    const file = (await get('/api/kb/export?metrics=true&history=true')).body as PortableAnswer;
    expect(file.metrics?.entries).toBe(file.entries.length);
    expect(file.confidenceHistory?.[parent.id]).toMatchObject([{ before: 0.85, after: 0.6, reason: 'seen to fail', actor: 'Tester' }]);

    const second = await openApi();
    const imported = await second.api.request('/api/kb/import', { body: file, key: second.key });
    expect(await imported.json()).toMatchObject({ filtered: 0, different: [] });
    const arrived = (await (await second.api.request('/api/kb/export?history=true', { key: second.key })).json()) as PortableAnswer;
    const comparable = (entries: PortableAnswer['entries']) =>
      entries
        .map(({ version: _v, updatedAt: _u, editedBy: _e, ...entry }) => entry)
        .toSorted((left, right) => left.id.localeCompare(right.id));
    expect(comparable(arrived.entries)).toEqual(comparable(file.entries));
    expect(arrived.confidenceHistory?.[parent.id]).toMatchObject([
      { after: 0.6, actor: 'Tester' },
      { before: 0.6, after: 0.6, reason: 'Imported' },
    ]);

    const again = await second.api.request('/api/kb/import', { body: file, key: second.key });
    expect(await again.json()).toMatchObject({ added: 0, unchanged: file.entries.length });
  });

  test('adjust confidence, filter by category and note the origin', async () => {
    const entry = (id: string, category: string) => ({ id, title: id, symptom: `${id} is broken`, category, confidence: 0.8 });
    const file = { format: 'nightshift-knowledge', version: 1, entries: [entry('kb_x1', 'tapes'), entry('kb_x2', 'scanners')] };
    const { body } = await send('/api/kb/import?confidenceAdjustment=-0.1&categories=tapes&source=staging', file);
    expect(body).toEqual({ added: 1, unchanged: 0, filtered: 1, different: [] });
    const all = ((await get('/api/kb/export?history=true')).body as PortableAnswer) ?? {};
    expect(all.entries.find(({ id }) => id === 'kb_x1')).toMatchObject({ confidence: 0.7, tags: ['from:staging'] });
    expect(all.confidenceHistory?.['kb_x1']).toMatchObject([
      { before: 0.8, after: 0.7, reason: 'Imported from staging, adjusted by -0.1' },
    ]);
  });

  test('refuse a file that is none, naming the field', async () => {
    expect((await send('/api/kb/import', { format: 'other', version: 1, entries: [] })).body.error.details).toHaveProperty('format');
    const bad = { format: 'nightshift-knowledge', version: 1, entries: [{ id: 'kb_1', title: 't', patterns: ['(open'] }] };
    expect((await send('/api/kb/import', bad)).body.error.details).toHaveProperty('entries[0].patterns[0]');
  });
});
