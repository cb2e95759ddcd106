import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveDeclaredJobs } from '../store/jobs.ts';
import { connectPlatform } from '../store/platforms.ts';
import { createTestApi, createTestKey, type TestApi, type TestResponse, tester, testTenant } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import type { IncidentStart } from './deps.ts';

let database: TestDatabase;
let api: TestApi;
let operator: string;
let viewer: string;
const started: IncidentStart[] = [];
const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;

const capabilities = {
  listsRuns: true,
  readsRuns: true,
  submits: true,
  submitIsIdempotent: true,
  findsSubmissions: true,
  cancels: true,
  hasTries: false,
};

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact, {
    settings: { webhookSecrets: [secret] },
    temporal: { startIncident: async (incident) => void started.push(incident) },
  });
  operator = (await createTestKey(database.transact, 'operator')).key;
  viewer = (await createTestKey(database.transact, 'viewer')).key;
  await database.transact(testTenant, tester, async (tx) => {
    await connectPlatform(tx, { id: 'local', kind: 'local', capabilities });
    await saveDeclaredJobs(tx, [
      {
        platform: 'local',
        jobKey: 'nightly',
        name: 'Nightly',
        application: 'billing',
        owner: null,
        criticality: 'normal',
        expectedErrors: [],
        tunables: [],
        slaSeconds: null,
        schedule: null,
        idempotent: true,
      },
    ]);
  });
});
afterAll(async () => {
  api.close();
  await database.close();
});

const report = (body: unknown, options: { key?: string; headers?: Record<string, string> } = { key: operator }) =>
  api.request('/api/triggers/failures', { body, ...options });
const rows = <Row>(sql: string, ...parameters: unknown[]) => database.transact(testTenant, tester, (tx) => tx.rows<Row>(sql, parameters));

describe('reporting a failure', () => {
  test('keeps it, answers 202 with the case and its address, and starts the workflow', async () => {
    const response = await report({ platform: 'http', job: 'load', run: 'r1', errorText: 'boom' });
    expect(response.status).toBe(202);
    const answer = await response.json();
    expect(answer).toEqual({
      incidentId: expect.stringMatching(/^inc_/),
      url: `http://localhost:8000/incidents/${answer.incidentId}`,
      created: true,
    });
    expect(started).toContainEqual(
      expect.objectContaining({ incidentId: answer.incidentId, tenantId: testTenant, generation: 1, application: 'unassigned' }),
    );
  });

  test('the same failure again is the same case', async () => {
    const first = await (await report({ platform: 'http', job: 'load', run: 'again' })).json();
    const second = await (await report({ platform: 'http', job: 'load', run: 'again' })).json();
    expect(second).toEqual({ ...first, created: false });
  });

  test('fifty reports of one failure at once open one case', async () => {
    const responses = await Promise.all(Array.from({ length: 50 }, () => report({ platform: 'http', job: 'storm', run: 'same' })));
    const answers = await Promise.all(responses.map((response) => response.json()));
    expect(new Set(answers.map((answer) => answer.incidentId)).size).toBe(1);
    expect(answers.filter((answer) => answer.created)).toHaveLength(1);
  });

  test('different failures at once all get their own', async () => {
    const responses = await Promise.all(
      Array.from({ length: 150 }, (_, index) => report({ platform: 'http', job: 'flood', run: `run-${index}` })),
    );
    const ids = await Promise.all(responses.map(async (response) => (await response.json()).incidentId));
    expect(new Set(ids).size).toBe(150);
  });

  test('numbers beyond 2^53 keep their digits', async () => {
    const response = await report('{"platform":"databricks","job":9223372036854775807,"run":9007199254740993}');
    expect(response.status).toBe(202);
    const { incidentId } = await response.json();
    expect(await rows('select job_key, run_key, try from job_run where incident_id = $1', incidentId)).toEqual([
      { job_key: '9223372036854775807', run_key: '9007199254740993', try: null },
    ]);
  });

  test('hostile texts are cleaned, cut and redacted, not refused', async () => {
    const errorText = `a\u0000b \ud800 password=hunter2secret correct-horse-battery \u001b[31mred\u001b[0m ${'x'.repeat(100_000)} end`;
    const response = await report({
      platform: 'http',
      job: 'ho\u0000stile',
      run: 'r\ud800',
      errorText,
      logTail: 'l\u0000og',
      parameters: { 'na\u0000me': 'v', api_key: 'sk-abcdefghijklmnopqrstuvwx' },
    });
    expect(response.status).toBe(202);
    const { incidentId } = await response.json();
    const [evidence] = await rows<{ content: string }>(
      `select content from evidence where incident_id = $1 and kind = 'error'`,
      incidentId,
    );
    expect(evidence?.content).toMatch(/^ab \ufffd password=\[redacted/);
    expect(evidence?.content).toMatch(/bytes cut …\]/);
    expect(evidence?.content).not.toMatch(/hunter2secret|correct-horse-battery|\[31m/);
    const [run] = await rows<{ job_key: string; parameters: Record<string, string> }>(
      'select job_key, parameters from job_run where incident_id = $1',
      incidentId,
    );
    expect(run).toMatchObject({ job_key: 'hostile', parameters: { name: 'v' } });
    expect(run?.parameters['api_key']).toMatch(/^\[redacted/);
  });

  test('a platform without tries gets try 0 and the job its application', async () => {
    const { incidentId } = await (await report({ platform: 'local', job: 'nightly', run: 'n1' })).json();
    expect(await rows('select try from job_run where incident_id = $1', incidentId)).toEqual([{ try: 0 }]);
    expect(started.find((one) => one.incidentId === incidentId)?.application).toBe('billing');
  });
});

describe('bad reports', () => {
  const detailsOf = async (response: TestResponse) => ({ status: response.status, details: (await response.json()).error.details });

  test('every wrong field is named', async () => {
    expect(
      await detailsOf(await report({ platform: 'http', run: '', try: -1, errorText: 5, nonsense: true, criticality: 'very' })),
    ).toEqual({
      status: 400,
      details: {
        job: expect.any(String),
        run: expect.any(String),
        try: expect.any(String),
        errorText: expect.any(String),
        nonsense: 'is not a known field',
        criticality: expect.any(String),
      },
    });
  });

  test('an unknown platform and an unknown job of a platform that tells its jobs', async () => {
    expect(await detailsOf(await report({ platform: 'nowhere', job: 'a', run: 'b' }))).toEqual({
      status: 400,
      details: { platform: expect.stringContaining('is not known') },
    });
    expect(await detailsOf(await report({ platform: 'local', job: 'typo', run: 'b' }))).toEqual({
      status: 400,
      details: { job: 'is not a job of local' },
    });
  });

  test('a platform that was connected a moment ago is known', async () => {
    await database.transact(testTenant, tester, (tx) =>
      connectPlatform(tx, { id: 'fresh', kind: 'airflow', capabilities: { ...capabilities, hasTries: true } }),
    );
    expect((await report({ platform: 'fresh', job: 'a', run: 'b' })).status).toBe(202);
  });

  test('JSON that is none is told by its position', async () => {
    const response = await report('{"platform": "http",\n  "job": load }');
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({
      code: 'invalid',
      message: 'The body is not valid JSON at line 2, column 10',
      requestId: expect.any(String),
    });
  });

  test('a body over 1 MB is 413, another content type 415, none at all 400', async () => {
    expect((await report({ platform: 'http', job: 'a', run: 'b', logTail: 'x'.repeat(1024 * 1024) })).status).toBe(413);
    expect((await report('platform=http', { key: operator, headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await api.request('/api/triggers/failures', { method: 'POST', key: operator })).status).toBe(400);
  });

  test('nothing of them was kept', async () => {
    expect(await rows(`select id from job where job_key in ('typo', 'a') and platform in ('local', 'nowhere')`)).toEqual([]);
  });

  test('one that cannot be stored does not take the others of its group along', async () => {
    const responses = await Promise.all([
      report({ platform: 'http', job: 'group', run: 'g1' }),
      report({ platform: 'http', job: 'group', run: 'g2', finishedAt: '0000-01-01T00:00:00Z' }),
      report({ platform: 'http', job: 'group', run: 'g3' }),
    ]);
    expect(responses.map((response) => response.status)).toEqual([202, 400, 202]);
  });
});

describe('who may report', () => {
  test('nobody, a mistyped key and a viewer may not', async () => {
    const body = { platform: 'http', job: 'load', run: 'r9' };
    expect((await report(body, {})).status).toBe(401);
    expect((await report(body, { key: `${operator.slice(0, -1)}x` })).status).toBe(401);
    expect((await report(body, { key: viewer })).status).toBe(403);
    expect((await report(body, { headers: { 'x-api-key': operator } })).status).toBe(202);
  });

  const signed = (body: string, at = new Date()) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
  });

  test('a signed message may, in the short form too', async () => {
    const body = JSON.stringify({ job_id: 12, run_id: '34', extra: { ignored: true } });
    const response = await api.request('/webhook', { body, headers: signed(body) });
    expect(response.status).toBe(202);
    const { incidentId } = await response.json();
    expect(await rows('select platform, job_key, run_key, seen_by from job_run where incident_id = $1', incidentId)).toEqual([
      { platform: 'databricks', job_key: '12', run_key: '34', seen_by: 'webhook' },
    ]);
  });

  test('a wrong, old or unreadable signature may not', async () => {
    const body = JSON.stringify({ job_id: 12, run_id: 35 });
    expect((await api.request('/webhook', { body: `${body} `, headers: signed(body) })).status).toBe(401);
    expect((await api.request('/webhook', { body, headers: signed(body, new Date(Date.now() - 3_600_000)) })).status).toBe(401);
    expect((await api.request('/webhook', { body, headers: { ...signed(body), 'webhook-signature': 'v1' } })).status).toBe(401);
    expect((await api.request('/webhook', { body, headers: { 'webhook-signature': 'v1,AAAA' } })).status).toBe(401);
  });

  test('a missing field of the short form is named', async () => {
    const response = await api.request('/webhook', { body: { job_id: 1 }, key: operator });
    expect(response.status).toBe(400);
    expect((await response.json()).error.details).toEqual({ run_id: expect.any(String) });
  });
});

test('an incident opened by hand answers 201, and 200 when it is known', async () => {
  const body = { platform: 'http', job: 'by-hand', run: 'h1' };
  expect((await api.request('/api/incidents', { body, key: operator })).status).toBe(201);
  expect((await api.request('/api/incidents', { body, key: operator })).status).toBe(200);
});

test('more reports than allowed are told when to come back', async () => {
  const limited = createTestApi(database.transact, { settings: { triggerRatePerMinute: 3 } });
  const responses = [];
  for (let count = 0; count < 5; count++)
    responses.push(
      await limited.request('/api/triggers/failures', { body: { platform: 'http', job: 'load', run: 'limited' }, key: operator }),
    );
  expect(responses.map((response) => response.status)).toEqual([202, 202, 202, 429, 429]);
  const last = responses[4] ?? new Response();
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await last.json()).toMatchObject({ error: { code: 'rate-limited' } });
  limited.close();
});

test('without a database the answer is 503, and nothing is said of the reason', async () => {
  const failing = createTestApi(async () => {
    throw Object.assign(new Error('connect ECONNREFUSED /secret/socket'), { code: 'ECONNREFUSED' });
  });
  const response = await failing.request('/api/triggers/failures', { body: { platform: 'http', job: 'load', run: 'x' }, key: operator });
  expect(response.status).toBe(503);
  expect(await response.text()).not.toContain('secret');
  failing.close();
});
