import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addFeedback, correctDiagnosis } from '../store/feedback.ts';
import { createTestApi, createTestKey, type TestApi, tester, testTenant } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { makeCase } from '../tests/support/judged-cases.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  database = await openTestDatabase();
  const { transact } = database;
  api = createTestApi(transact);
  key = (await createTestKey(transact, 'viewer')).key;
  const make = async (run: string, given: object) => {
    ids[run] = await makeCase(transact, { run, cause: 'NETWORK', confidence: 0.95, action: 'RETRY', ...given });
  };
  await make('certain', {});
  await make('unsure', { confidence: 0.7 });
  await make('by-model', { method: 'model' });
  await make('no-cause', { cause: 'UNKNOWN', confidence: 0.2, action: 'ESCALATE' });
  await make('split', {});
  await transact(testTenant, tester, (tx) =>
    tx.rows(
      `update diagnosis set body = jsonb_set(body, '{stages}', body->'stages' || '[{"stage":"model","outcome":"answered","cause":"DATA"}]')
       where tenant_id = $1 and incident_id = $2`,
      [testTenant, ids.split],
    ),
  );
  await make('agreed', { confidence: 0.6 });
  await transact(testTenant, tester, (tx) =>
    addFeedback(tx, ids.agreed ?? '', { kind: 'correct', speedRating: null, effectivenessRating: null, comment: null }),
  );
  await make('corrected', { confidence: 0.6 });
  await transact(testTenant, tester, (tx) =>
    correctDiagnosis(tx, ids.corrected ?? '', {
      cause: 'DATA',
      origin: 'INPUT_DATA_QUALITY',
      action: 'SEND_EMAIL',
      reason: 'an empty file',
    }),
  );
});
afterAll(async () => {
  api.close();
  await database.close();
});

const ask = async (path: string) => {
  const response = await api.request(path, { key });
  return { status: response.status, body: await response.json() };
};
const listed = async (query: string): Promise<Record<string, string[]>> => {
  const { status, body } = await ask(`/api/review-queue?${query}`);
  expect(status).toBe(200);
  return Object.fromEntries(
    body.items.map((item: { incident: { run: { key: string } }; reasons: string[] }) => [item.incident.run.key, item.reasons]),
  );
};

describe('the review queue', () => {
  test('holds what a person should look at and nobody has judged, each with its reasons', async () => {
    expect(await listed('')).toEqual({
      unsure: ['low-confidence'],
      'by-model': ['model'],
      'no-cause': ['low-confidence', 'unknown'],
      split: ['disagreement'],
    });
  });

  test('is narrowed by reason, and shows what was judged by whom', async () => {
    expect(Object.keys(await listed('reason=unknown'))).toEqual(['no-cause']);
    expect(Object.keys(await listed('reason=disagreement'))).toEqual(['split']);
    const { body } = await ask('/api/review-queue?show=judged');
    expect(body.items).toMatchObject([
      { incident: { run: { key: 'corrected' } }, judged: { kind: 'correction', person: 'Tester' } },
      { incident: { run: { key: 'agreed' } }, judged: { kind: 'correct', person: 'Tester' } },
    ]);
    expect(Object.keys(await listed('show=all'))).toHaveLength(7);
  });

  test('goes page by page without a gap, and refuses what it does not know', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await ask(`/api/review-queue?limit=1${cursor}`);
      seen.push(...body.items.map((item: { incident: { id: string } }) => item.incident.id));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(new Set(seen).size).toBe(4);
    expect(seen).toHaveLength(4);
    expect(await ask('/api/review-queue?reason=bored')).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } });
    expect(await ask('/api/review-queue?cursor=zzz')).toMatchObject({ status: 400 });
  });

  test('counts what waits', async () => {
    expect((await ask('/api/review-queue/count')).body).toMatchObject({ diagnoses: 4, suggestions: 0 });
  });
});
