import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SettleResult } from '../domain/people/moves.ts';
import { readConfirmed } from '../store/diagnoses.ts';
import type { Message } from '../store/messages.ts';
import { createTestApi, createTestKey, type TestApi, tester, testTenant } from '../tests/support/api.ts';
import { applyMove, declareSettlement, diagnoseCase, endCase, heapDiagnosis, openCase, proposeFor } from '../tests/support/cases.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let deliver: (message: Message) => Promise<SettleResult | 'pending'>;
let runs = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact, { temporal: { deliver: (_tenant, message) => deliver(message) } });
  key = (await createTestKey(database.transact, 'approver')).key;
  await declareSettlement(database.transact);
});
beforeEach(() => {
  deliver = (message) => applyMove(database.transact, testTenant, message);
});
afterAll(async () => {
  api.close();
  await database.close();
});

async function openProposed() {
  const id = await openCase(database.transact, `run-${++runs}`);
  await diagnoseCase(database.transact, id);
  return { id, hash: await proposeFor(database.transact, id) };
}
async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await api.request(path, { body, key, headers });
  return { status: response.status, body: await response.json() };
}
const statusOf = async (id: string) => (await (await api.request(`/api/incidents/${id}`, { key })).json()).status;
const messages = (id: string) =>
  database.transact(testTenant, tester, (tx) => tx.rows<{ state: string }>('select state from message where incident_id = $1', [id]));

describe('a verdict', () => {
  test('approves what was seen', async () => {
    const { id, hash } = await openProposed();
    const reply = await post(`/api/incidents/${id}/verdict`, { verdict: 'approve', hash });
    expect(reply).toEqual({
      status: 200,
      body: {
        messageId: expect.stringMatching(/^msg_/),
        state: 'applied',
        kind: 'verdict',
        status: 'DECIDED',
        message: null,
        url: `/api/messages/${reply.body.messageId}`,
      },
    });
    expect((await api.request(reply.body.url, { key })).status).toBe(200);
  });

  test('amends inside the bounds', async () => {
    const { id, hash } = await openProposed();
    expect(await post(`/api/incidents/${id}/verdict`, { verdict: 'amend', hash, parameters: { memoryMb: 384 } })).toMatchObject({
      status: 200,
      body: { state: 'applied' },
    });
    const detail = await (await api.request(`/api/incidents/${id}`, { key })).json();
    expect(detail.proposals[0]).toMatchObject({
      state: 'amended',
      final: { action: 'RETRY_WITH_NEW_PARAMS', parameters: { memoryMb: 384 } },
      decidedBy: { kind: 'api-key' },
    });
  });

  test.each([
    [{ memoryMb: 4096 }, { 'parameters.memoryMb': 'must be from 32 to 512 MB' }],
    [{ memoryMb: 100 }, { 'parameters.memoryMb': 'must be in steps of 32 from 32' }],
    [{ memoryMb: 'much' }, { 'parameters.memoryMb': 'must be a number' }],
    [{ heap: 64 }, { 'parameters.heap': 'is not a parameter that may be changed for this job' }],
  ])('outside the bounds is refused by name and changes nothing: %j', async (parameters, details) => {
    const { id, hash } = await openProposed();
    expect(await post(`/api/incidents/${id}/verdict`, { verdict: 'amend', hash, parameters })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid', details } },
    });
    expect([await statusOf(id), await messages(id)]).toEqual(['AWAITING_APPROVAL', []]);
  });

  test.each([
    [{ verdict: 'reject', hash: 'a'.repeat(64) }, 'reason'],
    [{ verdict: 'amend', hash: 'a'.repeat(64) }, 'parameters'],
    [{ verdict: 'other-action', hash: 'a'.repeat(64) }, 'action'],
    [{ verdict: 'approve', hash: 'short' }, 'hash'],
    [{ verdict: 'maybe', hash: 'a'.repeat(64) }, 'verdict'],
  ])('that lacks something says what: %j', async (body, field) => {
    const { id } = await openProposed();
    const reply = await post(`/api/incidents/${id}/verdict`, body);
    expect(reply.status).toBe(400);
    expect(reply.body.error.details).toHaveProperty(field);
  });

  test('another action must be another one, and possible', async () => {
    const { id, hash } = await openProposed();
    const choose = (action: string) => post(`/api/incidents/${id}/verdict`, { verdict: 'other-action', hash, action });
    expect(await choose('RETRY_WITH_NEW_PARAMS')).toMatchObject({
      status: 400,
      body: { error: { details: { action: expect.stringContaining('approve') } } },
    });
    expect(await choose('SEND_EMAIL')).toMatchObject({ status: 200 });
  });

  test('on a proposal that has changed answers 412 with the one that stands now', async () => {
    const { id, hash } = await openProposed();
    await database.transact(testTenant, tester, (tx) => tx.rows(`update proposal set state = 'withdrawn' where incident_id = $1`, [id]));
    const now = await proposeFor(database.transact, id, 2, 320);
    const reply = await post(`/api/incidents/${id}/verdict`, { verdict: 'approve', hash });
    expect(reply).toMatchObject({
      status: 412,
      body: { error: { code: 'stale', details: { proposal: { hash: now, parameters: { memoryMb: 320 } } } } },
    });
    expect(await messages(id)).toEqual([]);
  });

  test('that loses the race inside the case answers 412 too', async () => {
    const { id, hash } = await openProposed();
    deliver = async (message) => {
      await database.transact(testTenant, tester, (tx) => tx.rows(`update proposal set state = 'expired' where incident_id = $1`, [id]));
      return applyMove(database.transact, testTenant, message);
    };
    expect(await post(`/api/incidents/${id}/verdict`, { verdict: 'approve', hash })).toMatchObject({
      status: 412,
      body: { error: { details: { proposal: null } } },
    });
    expect(await messages(id)).toEqual([{ state: 'refused' }]);
  });

  test('on a closed case answers 409, on none 404', async () => {
    const { id, hash } = await openProposed();
    await endCase(database.transact, id);
    expect(await post(`/api/incidents/${id}/verdict`, { verdict: 'approve', hash })).toMatchObject({
      status: 409,
      body: { error: { code: 'closed', details: { status: 'RESOLVED' } } },
    });
    expect(await post('/api/incidents/none/verdict', { verdict: 'approve', hash })).toMatchObject({ status: 404 });
  });

  test('while nobody answers is kept as pending, once, and can be asked for', async () => {
    const { id, hash } = await openProposed();
    deliver = async () => 'pending';
    const first = await post(`/api/incidents/${id}/verdict`, { verdict: 'approve', hash });
    expect(first).toMatchObject({ status: 202, body: { state: 'pending', url: `/api/messages/${first.body.messageId}` } });
    deliver = async () => Promise.reject(new Error('connection lost'));
    const again = await post(`/api/incidents/${id}/verdict`, { verdict: 'approve', hash });
    expect(again.body.messageId).toBe(first.body.messageId);
    expect((await api.request(first.body.url, { key })).status).toBe(202);
    const [message] = await database.transact(testTenant, tester, (tx) =>
      tx.rows<Message & { incident_id: string }>('select * from message where incident_id = $1', [id]),
    );
    await applyMove(database.transact, testTenant, { ...message, incidentId: id } as Message);
    expect(await (await api.request(first.body.url, { key })).json()).toMatchObject({ state: 'applied', status: 'DECIDED' });
  });
});

describe('interventions', () => {
  test.each([
    ['take-over', 'ESCALATED'],
    ['resolve', 'RESOLVED'],
    ['cancel', 'CANCELLED'],
    ['false-positive', 'FALSE_POSITIVE'],
  ])('%s makes the case %s', async (kind, status) => {
    const { id } = await openProposed();
    expect(await post(`/api/incidents/${id}/${kind}`, { reason: 'because' })).toMatchObject({
      status: 200,
      body: { state: 'applied', kind, status },
    });
    expect(await statusOf(id)).toBe(status);
  });

  test('resolving twice is a conflict', async () => {
    const { id } = await openProposed();
    expect((await post(`/api/incidents/${id}/resolve`, { solution: 'restarted it' })).status).toBe(200);
    expect(await post(`/api/incidents/${id}/resolve`, {})).toMatchObject({ status: 409, body: { error: { code: 'closed' } } });
  });

  test('a case that somebody else closed first is a conflict, and its message tells', async () => {
    const { id } = await openProposed();
    deliver = async (message) => {
      await endCase(database.transact, id);
      return applyMove(database.transact, testTenant, message);
    };
    expect((await post(`/api/incidents/${id}/cancel`, {})).status).toBe(409);
    const [message] = await database.transact(testTenant, tester, (tx) =>
      tx.rows<{ id: string }>('select id from message where incident_id = $1', [id]),
    );
    expect(await (await api.request(`/api/messages/${message?.id}`, { key })).json()).toMatchObject({
      state: 'refused',
      message: 'The incident is closed as RESOLVED',
    });
  });

  test('a closed case can still be a false positive, once', async () => {
    const { id } = await openProposed();
    await endCase(database.transact, id);
    expect(await post(`/api/incidents/${id}/false-positive`, { reason: 'planned' })).toMatchObject({
      status: 200,
      body: { state: 'applied', status: 'FALSE_POSITIVE' },
    });
    expect((await post(`/api/incidents/${id}/false-positive`, {})).status).toBe(409);
    const detail = await (await api.request(`/api/incidents/${id}`, { key })).json();
    expect(detail).toMatchObject({
      status: 'FALSE_POSITIVE',
      feedback: [{ kind: 'false-positive', body: { reason: 'planned', before: 'RESOLVED' } }],
    });
  });

  test('an unknown field is named, an unknown message is 404', async () => {
    const { id } = await openProposed();
    expect(await post(`/api/incidents/${id}/resolve`, { why: 1 })).toMatchObject({
      status: 400,
      body: { error: { details: { why: 'is not a known field' } } },
    });
    expect((await api.request('/api/messages/none', { key })).status).toBe(404);
  });
});

describe('what people say', () => {
  test('comments and feedback, also after the end', async () => {
    const { id } = await openProposed();
    await endCase(database.transact, id);
    expect(await post(`/api/incidents/${id}/comments`, { text: 'Looks \u0000fine' })).toMatchObject({
      status: 201,
      body: { kind: 'comment', body: { text: 'Looks fine' } },
    });
    expect(await post(`/api/incidents/${id}/feedback`, { kind: 'wrong_category', speedRating: 5 })).toMatchObject({ status: 201 });
    expect(await post(`/api/incidents/${id}/feedback`, { kind: 'meh' })).toMatchObject({ status: 400 });
    expect(await post(`/api/incidents/${id}/comments`, { text: '  ' })).toMatchObject({ status: 400 });
    const lines = (await (await api.request(`/api/incidents/${id}/record`, { key })).json()).items.map(
      (line: { kind: string }) => line.kind,
    );
    expect(lines).toEqual(
      expect.arrayContaining(['incident-detected', 'incident-diagnosed', 'decision-made', 'comment-added', 'feedback-given']),
    );
  });

  test('a correction holds at once for the fingerprint', async () => {
    const { id } = await openProposed();
    expect((await post(`/api/incidents/${id}/corrections`, { reason: 'nothing changed' })).status).toBe(400);
    const reply = await post(`/api/incidents/${id}/corrections`, {
      cause: 'DATA',
      origin: 'INPUT_DATA_QUALITY',
      action: 'SEND_EMAIL',
      reason: 'The input was too large.',
    });
    expect(reply).toMatchObject({ status: 201, body: { body: { before: { cause: 'RESOURCE' }, after: { cause: 'DATA' } } } });
    const confirmed = await database.transact(testTenant, tester, (tx) => readConfirmed(tx, heapDiagnosis.fingerprint));
    expect(confirmed).toMatchObject({ cause: 'DATA', origin: 'INPUT_DATA_QUALITY', action: 'SEND_EMAIL', by: 'human', incidentId: id });
    expect(await (await api.request(`/api/incidents/${id}`, { key })).json()).toMatchObject({ cause: 'DATA', method: 'human' });
  });

  test('a case without a diagnosis cannot be corrected', async () => {
    const id = await openCase(database.transact, `run-${++runs}`);
    expect((await post(`/api/incidents/${id}/corrections`, { cause: 'DATA', reason: 'x' })).status).toBe(409);
  });
});

test('severity and owner can be changed, and the change is on record', async () => {
  const { id } = await openProposed();
  const change = async (body: unknown) => api.request(`/api/incidents/${id}`, { method: 'PUT', body, key });
  expect(await (await change({ severity: 'low', owner: 'Ada' })).json()).toMatchObject({ severity: 'low', owner: 'Ada' });
  expect((await change({ severity: 'mild' })).status).toBe(400);
  expect((await change({ owner: null })).status).toBe(200);
  const lines = (await (await api.request(`/api/incidents/${id}/history`, { key })).json()).items.filter(
    (line: { kind: string }) => line.kind === 'incident-updated',
  );
  expect(lines.map((line: { detail: unknown }) => line.detail)).toEqual([
    {
      changes: [
        { name: 'severity', before: 'high', after: 'low' },
        { name: 'owner', before: 'owner@localhost', after: 'Ada' },
      ],
    },
    { changes: [{ name: 'owner', before: 'Ada', after: null }] },
  ]);
});
