import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordOutcome } from '../store/knowledge/outcomes.ts';
import { createTestApi, createTestKey, type TestApi, type TestResponse, tester, testTenant } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { head, history } from '../tests/support/history-file.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;

const csv = { 'content-type': 'text/csv' };
const read = async (response: TestResponse) => ({ status: response.status, body: await response.json() });
const send = async (path: string, body: unknown, headers: Record<string, string> = {}) =>
  read(await api.request(path, { method: 'POST', body, key, headers }));
const get = async (path: string) => read(await api.request(path, { key }));

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact);
  key = (await createTestKey(database.transact, 'admin')).key;
  await send('/api/kb/import-incidents?autoLearn=true&source=history.csv', history, csv);
});
afterAll(async () => {
  api.close();
  await database.close();
});

describe('checking and cleaning', () => {
  const planted = `${head}
2026-06-01T01:00:00Z,Printer spooler stuck,queue does not move,spooler,low,60,Restarted the spooler,print,true
01.06.2026 01:00:00,Printer spooler stuck,queue does not move,Spooler,low,60,Restarted the spooler,print,true
2026-06-02T01:00:00Z,Scanner offline,no answer,scanner,low,60,,,true
`;

  test('a file is checked before it is imported', async () => {
    const { body } = await send('/api/kb/validate', planted, csv);
    expect(body.duplicates).toMatchObject([{ ids: ['line 2', 'line 3'] }]);
    expect(body.missingFields).toMatchObject([{ id: 'line 4', fields: ['solution'] }]);
    expect(body.checked).toEqual({ incidents: 3, entries: 0 });
  });

  test('planted cases are found, repaired and brought back', async () => {
    await send('/api/kb/import-incidents', planted, csv);
    const twin = (id: string, category: string) => ({
      id,
      title: `Spooler ${category}`,
      patterns: ['spooler jam'],
      category,
      solution: 'Restart it',
    });
    const file = {
      format: 'nightshift-knowledge',
      version: 1,
      entries: [
        twin('kb_s1', 'printing'),
        twin('kb_s2', 'paper'),
        { ...twin('kb_s3', 'printing'), title: 'The spooler is printing', patterns: ['spooler jam', 'spooler is stuck'] },
      ],
    };
    await send('/api/kb/import', file);
    const found = (await send('/api/kb/validate', undefined)).body;
    expect(found.duplicates).toHaveLength(1);
    expect(found.missingFields.some(({ title }: { title: string }) => title === 'Scanner offline')).toBe(true);
    expect(found.patternConflicts.some(({ pattern }: { pattern: string }) => pattern === 'spooler jam')).toBe(true);

    const before = (await get('/api/kb/export')).body.entries;
    const all = { removeDuplicates: true, standardizeTimestamps: true, normalizeServiceNames: true, mergeSimilarPatterns: true };
    const looked = await send('/api/kb/clean', { ...all, dryRun: true });
    expect(looked.body.undoId).toBeNull();
    expect((await get('/api/kb/export')).body.entries).toEqual(before);

    const cleaned = await send('/api/kb/clean', all);
    expect(cleaned.body.counts).toEqual(looked.body.counts);
    expect(cleaned.body.counts).toMatchObject({ removeDuplicates: 1, mergeSimilarPatterns: 1 });
    expect(cleaned.body.counts.standardizeTimestamps).toBeGreaterThanOrEqual(1);
    expect(cleaned.body.counts.normalizeServiceNames).toBeGreaterThanOrEqual(2);
    expect((await send('/api/kb/validate', undefined)).body).toMatchObject({ duplicates: [], irregular: [] });
    const kept = (await get('/api/kb/export')).body.entries;
    expect(kept.filter(({ id }: { id: string }) => /^kb_s[13]$/.test(id))).toHaveLength(1);
    expect((await send('/api/kb/clean', all)).body).toMatchObject({ undoId: null, changes: [] });

    const undone = await send(`/api/kb/undo/${cleaned.body.undoId}`, {});
    expect(undone.body).toEqual({ restored: cleaned.body.changes.length, skipped: [] });
    const words = (entries: { version: number; updatedAt: string; editedBy: string | null }[]) =>
      entries.map(({ version: _v, updatedAt: _u, editedBy: _e, ...entry }) => entry);
    expect(words((await get('/api/kb/export')).body.entries)).toEqual(words(before));
    expect((await send('/api/kb/validate', undefined)).body.duplicates).toHaveLength(1);
    expect((await send(`/api/kb/undo/${cleaned.body.undoId}`, {})).status).toBe(409);
    expect((await send('/api/kb/undo/cln_none', {})).status).toBe(404);
  });

  test('a repair that somebody has worked on since is left alone', async () => {
    const cleaned = await send('/api/kb/clean', { mergeSimilarPatterns: true });
    const kept = cleaned.body.changes[0].id;
    await database.transact(testTenant, tester, (tx) =>
      recordOutcome(tx, kept, { success: true, resolutionSeconds: null, reason: 'worked', incidentId: null }),
    );
    const undone = await send(`/api/kb/undo/${cleaned.body.undoId}`, {});
    expect(undone.body.skipped).toEqual([{ kind: 'entry', id: kept }]);
    expect(undone.body.restored).toBe(cleaned.body.changes.length - 1);
  });

  test('a step has to be named, and an admin has to ask', async () => {
    expect((await send('/api/kb/clean', {})).status).toBe(400);
    const operator = (await createTestKey(database.transact, 'operator')).key;
    expect((await api.request('/api/kb/clean', { body: { removeDuplicates: true }, key: operator })).status).toBe(403);
  });
});
