import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fingerprint } from '../domain/diagnosis/fingerprint.ts';
import { normalise } from '../domain/diagnosis/normalise.ts';
import { createTestApi, createTestKey, type TestApi, testTenant } from '../tests/support/api.ts';
import { applyMove, declareSettlement, diagnoseCase, endCase, openCase, proposeFor } from '../tests/support/cases.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { type ServedApi, serveApi } from '../tests/support/serve-api.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let served: ServedApi;
let runs = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact, {
    temporal: { deliver: (_tenant, message) => applyMove(database.transact, testTenant, message) },
  });
  key = (await createTestKey(database.transact, 'approver')).key;
  served = await serveApi(api.deps, key);
  await declareSettlement(database.transact);
});
afterAll(async () => {
  await served.close();
  api.close();
  await database.close();
});

async function ask(path: string, body?: unknown, method?: string) {
  const response = await api.request(path, { key, ...(body === undefined ? {} : { body }), ...(method === undefined ? {} : { method }) });
  return { status: response.status, body: await response.json() };
}
async function decidedCase() {
  const id = await openCase(database.transact, `run-${++runs}`);
  await diagnoseCase(database.transact, id);
  await proposeFor(database.transact, id);
  return id;
}

describe('feedback on a decision', () => {
  test('names the decision, says what came of it, and stands in the review list', async () => {
    const id = await decidedCase();
    const detail = (await ask(`/api/incidents/${id}`)).body;
    const decision = detail.rounds.at(-1).decisions[0].id;
    const given = {
      decision_id: decision,
      original_decision: 'RETRY_WITH_NEW_PARAMS',
      actual_outcome: 'retry → success',
      resolution_time: 90,
    };
    expect(await ask('/api/feedback', { ...given, speed_rating: 5, comments: 'quick' })).toMatchObject({
      status: 201,
      body: {
        kind: 'outcome_success',
        incident: { id, cause: 'RESOURCE' },
        body: {
          decisionId: decision,
          actualOutcome: 'retry → success',
          outcome: 'success',
          resolutionSeconds: 90,
          speedRating: 5,
          comment: 'quick',
        },
      },
    });
    expect((await ask('/api/feedback', { decision_id: detail.proposals[0].id, action_correct: false })).body).toMatchObject({
      kind: 'wrong_action',
      body: { decisionId: decision, originalDecision: 'RETRY_WITH_NEW_PARAMS' },
    });
    expect((await ask(`/api/feedback?incident=${id}&kind=wrong_action`)).body.items).toHaveLength(1);
    expect((await ask(`/api/feedback?incident=${id}&ratedAtMost=4`)).body.items).toEqual([]);
    const page = (await ask(`/api/feedback?incident=${id}&limit=1`)).body;
    expect((await ask(`/api/feedback?incident=${id}&limit=1&cursor=${page.nextCursor}`)).body.items[0].kind).toBe('outcome_success');
  });

  test('takes the learning record of an incident', async () => {
    const id = await decidedCase();
    const given = {
      incident_id: id,
      action_taken: 'restarted the gateway',
      outcome: 'failed',
      resolution_time: 600,
      update_confidence: true,
    };
    expect((await ask('/api/feedback', given)).body).toMatchObject({
      kind: 'outcome_failure',
      body: { actionTaken: 'restarted the gateway', updateConfidence: true, resolutionSeconds: 600, knowledgeEntry: null },
    });
  });

  test.each([
    [{ decision_id: 'inc_none:1:1', outcome: 'success' }, 404, 'decision_id'],
    [{ decision_id: 'none', outcome: 'success' }, 404, 'decision_id'],
    [{ incident_id: 'inc_none', outcome: 'success' }, 404, 'incident_id'],
    [{ outcome: 'success' }, 400, 'incident_id'],
    [{ incident_id: 'x' }, 400, 'outcome'],
    [{ incident_id: 'x', outcome: 'purple' }, 400, 'outcome'],
    [{ incident_id: 'x', outcome: 'success', speed_rating: 6 }, 400, 'speed_rating'],
    [{ incident_id: 'x', outcome: 'success', effectiveness_rating: 0 }, 400, 'effectiveness_rating'],
  ])('refuses %j', async (given, status, field) => {
    const reply = await ask('/api/feedback', given);
    expect(reply.status).toBe(status);
    expect(reply.body.error.details).toHaveProperty(field);
  });

  test('by the command line, with ratings from 1 to 5', async () => {
    const id = await decidedCase();
    const rate = (...more: string[]) => served.nightshift('feedback', '--incident-id', id, ...more);
    expect((await rate('--action-correct', '--speed-rating', '5', '--effectiveness-rating', '4', '--comments', 'good')).out).toContain(
      'Kept as correct',
    );
    expect((await rate('--action-correct', 'false')).out).toContain('Kept as wrong action');
    expect((await rate('--action-correct', '--speed-rating', '6')).code).toBe(2);
    expect((await served.nightshift('feedback', '--incident-id', 'inc_none', '--action-correct')).code).toBe(5);
    expect((await served.nightshift('feedback', 'list', '--incident', id)).out).toMatch(/wrong_action[\s\S]*correct/);
  });

  test('kinds on an incident hold false positives too', async () => {
    const id = await decidedCase();
    expect((await ask(`/api/incidents/${id}/feedback`, { kind: 'false_positive' })).status).toBe(201);
    expect((await ask('/api/feedback?kind=false_positive')).body.items[0].incident.id).toBe(id);
  });

  test.each(['false_positive', 'false-positive'])('%s is the same kind, however it is written', async (kind) => {
    const id = await decidedCase();
    expect(await ask('/api/feedback', { incident_id: id, kind })).toMatchObject({ status: 201, body: { kind: 'false-positive' } });
    expect(await ask(`/api/incidents/${id}/feedback`, { kind })).toMatchObject({ status: 201, body: { kind: 'false-positive' } });
    expect((await ask(`/api/feedback?kind=${kind}&incident=${id}`)).body.items).toHaveLength(2);
  });
});

describe('a false positive that stays gone', () => {
  const errorText = 'Planned: the billing ledger is closed for maintenance';
  const report = async (run: string, text = errorText) => {
    const response = await fetch(`${served.url}/api/triggers/failures`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ platform: 'http', job: 'ledger', run, errorText: text }),
    });
    return { body: (await response.json()) as { incidentId: string; created: boolean } };
  };
  const incidents = async () => (await ask('/api/incidents?platform=http')).body.items.length;

  test('opens no case any more, tells that it came, and can be revoked', async () => {
    const first = (await report('r1')).body.incidentId;
    const input = { platform: 'http', errorText, logTail: '', exitCode: null, signal: null, platformReason: null };
    await database.transact(testTenant, { kind: 'steward', id: 's', name: 's' }, (tx) =>
      tx.rows(`update incident set fingerprint = $2, cause = 'UNKNOWN', origin = 'UNKNOWN' where tenant_id = 'default' and id = $1`, [
        first,
        fingerprint(input, normalise(input)),
      ]),
    );
    await endCase(database.transact, first);
    const marked = await served.nightshift('mark-false-positive', '--incident-id', first, '--reason', 'maintenance', '--update-patterns');
    expect(marked).toMatchObject({ code: 0, err: '' });
    expect((await ask(`/api/incidents/${first}`)).body.status).toBe('FALSE_POSITIVE');
    const before = await incidents();
    expect((await report('r2')).body).toMatchObject({ incidentId: first, created: false });
    expect((await report('r2')).body).toMatchObject({ incidentId: first, created: false });
    expect(await incidents()).toBe(before);
    expect((await report('r3', 'the ledger burns')).body.created).toBe(true);
    const kinds = (await ask(`/api/incidents/${first}/record`)).body.items.map((line: { kind: string }) => line.kind);
    expect(kinds.filter((kind: string) => kind === 'failure-suppressed')).toHaveLength(1);
    const [silenced] = (await ask('/api/suppressions?state=active')).body.items;
    expect(silenced).toMatchObject({ incidentId: first, failures: 1, reason: 'maintenance' });
    expect((await served.nightshift('suppressions', 'list')).out).toContain('maintenance');

    expect((await served.nightshift('suppressions', 'revoke', silenced.id)).code).toBe(0);
    expect((await ask(`/api/suppressions/${silenced.id}`, undefined, 'DELETE')).status).toBe(409);
    expect((await report('r2')).body).toMatchObject({ incidentId: first, created: false });
    expect((await report('r4')).body.created).toBe(true);
  });

  test('needs a diagnosis, and ends when somebody corrects the failure', async () => {
    const bare = await openCase(database.transact, `run-${++runs}`);
    expect((await ask('/api/suppressions', { incidentId: bare, reason: 'x' })).status).toBe(409);
    const id = await decidedCase();
    const made = await ask('/api/suppressions', { incidentId: id, reason: 'noise' });
    expect(made.status).toBe(201);
    expect((await ask('/api/suppressions', { incidentId: id, reason: 'again' })).body.id).toBe(made.body.id);
    await ask(`/api/incidents/${id}/corrections`, { cause: 'DATA', action: 'SEND_EMAIL', reason: 'It is real.' });
    const { items } = (await ask('/api/suppressions?state=active')).body;
    expect(items.filter((one: { id: string }) => one.id === made.body.id)).toEqual([]);
  });
});
