import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { csvColumns } from '../domain/reports/render-csv.ts';
import { confirmVerdict } from '../store/diagnoses.ts';
import { createTestApi, createTestKey, type TestApi, tester, testSettings, testTenant } from '../tests/support/api.ts';
import { declareSettlement, diagnoseCase, heapDiagnosis, openCase } from '../tests/support/cases.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { type ServedApi, serveApi } from '../tests/support/serve-api.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let served: ServedApi;
const folder = mkdtempSync(join(tmpdir(), 'nightshift-training-'));
const [secret = ''] = testSettings.secrets;

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact);
  key = (await createTestKey(database.transact, 'approver')).key;
  served = await serveApi(api.deps, key);
  await declareSettlement(database.transact);
  const rows = [1, 2, 3].map(
    (number) => `j,,,,,,,,,,"The quorblex of kind ${'abc'[number - 1]} is ${'x'.repeat(number)} out of phase",,THIRD_PARTY_SYSTEM`,
  );
  const csv = [[...csvColumns, 'Corrected Category'].join(','), ...rows, ''].join('\n');
  expect((await api.request('/api/corrections/import', { key, body: { csv } })).status).toBe(200);
  const id = await openCase(database.transact, 'run-1');
  await diagnoseCase(database.transact, id);
  await database.transact(testTenant, tester, async (tx) => {
    const verdict = { cause: 'RESOURCE', origin: 'WORKFLOW_ENGINE', action: 'RETRY_WITH_NEW_PARAMS' } as const;
    await confirmVerdict(tx, {
      fingerprint: heapDiagnosis.fingerprint,
      ...verdict,
      by: 'outcome',
      incidentId: id,
      reason: `worked with ${secret}`,
    });
    await tx.rows(`update evidence set content = content || ' token=${secret}' where tenant_id = $1 and kind = 'error'`, [testTenant]);
  });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await served.close();
  api.close();
  await database.close();
});

interface Line {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}
const lines = (text: string): Line[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

test('settled verdicts come as conversations, each with the question that a model is asked and the settled answer', async () => {
  const response = await api.request('/api/feedback/training-data', { key });
  expect(response.headers.get('content-type')).toContain('application/jsonl');
  const all = lines(await response.text());
  expect(all).toHaveLength(4);
  for (const { messages } of all) {
    expect(messages.map((message) => message.role)).toEqual(['system', 'user', 'assistant']);
    expect(JSON.parse(messages[2]?.content ?? '')).toMatchObject({ cause: expect.any(String), origin: expect.any(String), parameters: [] });
  }
  const answers = all.map(({ messages }) => JSON.parse(messages[2]?.content ?? ''));
  expect(answers.filter((answer) => answer.origin === 'THIRD_PARTY_SYSTEM')).toHaveLength(3);
  expect(all.at(-1)?.messages[1]?.content).toContain('job: Settlement');
});

test('nothing secret is in them', async () => {
  const text = await (await api.request('/api/feedback/training-data', { key })).text();
  expect(text).toContain('Reached heap limit');
  expect(text).not.toContain(secret);
});

test('they come in parts, and only of one kind where that is asked', async () => {
  const first = await api.request('/api/feedback/training-data?limit=3', { key });
  const cursor = first.headers.get('next-cursor');
  expect(lines(await first.text())).toHaveLength(3);
  const second = await api.request(`/api/feedback/training-data?limit=3&cursor=${cursor}`, { key });
  expect(lines(await second.text())).toHaveLength(1);
  expect(second.headers.get('next-cursor')).toBeNull();
  expect(lines(await (await api.request('/api/feedback/training-data?by=outcome', { key })).text())).toHaveLength(1);
});

test('the command line writes them to a file or to its output', async () => {
  const file = join(folder, 'training.jsonl');
  expect((await served.nightshift('export-training-data', '--output', file)).out).toContain('Wrote 4 conversations');
  expect(lines(readFileSync(file, 'utf8'))).toHaveLength(4);
  expect(lines((await served.nightshift('export-training-data', '--by', 'human')).out)).toHaveLength(3);
  expect((await served.nightshift('export-training-data', '--output', join(folder, 'no', 'such', 'place'))).code).toBe(2);
});

test('a silenced failure is none of them', async () => {
  const id = await openCase(database.transact, 'run-2');
  await diagnoseCase(database.transact, id);
  expect((await api.request('/api/suppressions', { key, body: { incidentId: id, reason: 'noise' } })).status).toBe(201);
  expect(lines(await (await api.request('/api/feedback/training-data', { key })).text())).toHaveLength(3);
});
