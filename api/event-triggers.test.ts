import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApi, createTestKey, type TestApi, tester, testTenant } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';

const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
let database: TestDatabase;
let api: TestApi;
let key: string;

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact, { settings: { webhookSecrets: [secret] } });
  key = (await createTestKey(database.transact, 'operator')).key;
});
afterAll(async () => {
  api.close();
  await database.close();
});

const rows = <Row>(sql: string, ...parameters: unknown[]) => database.transact(testTenant, tester, (tx) => tx.rows<Row>(sql, parameters));
const runOf = async (incidentId: string) =>
  (
    await rows<Record<string, unknown>>('select platform, job_key, run_key, try, seen_by from job_run where incident_id = $1', incidentId)
  )[0];
const errorOf = async (incidentId: string) =>
  (await rows<{ content: string }>(`select content from evidence where incident_id = $1 and kind = 'error'`, incidentId))[0]?.content;

describe('CloudEvents', () => {
  const send = (body: unknown, headers: Record<string, string>) => api.request('/api/triggers/cloudevents', { key, body, headers });
  const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
  const event = { specversion: '1.0', id: 'e-1', source: '/schedulers/blue', type: 'com.example.job.failed', subject: 'load' };

  test('opens a case for one in structured mode, once', async () => {
    const data = '{"job":"load","run_id":9223372036854775807,"attempt":2,"error":"connection refused"}';
    const sent = `${JSON.stringify(event).slice(0, -1)},"data":${data}}`;
    const answer = await (await send(sent, structured)).json();
    expect(answer).toMatchObject({ accepted: [{ created: true }], ignored: [] });
    const { incidentId } = answer.accepted[0];
    expect(await runOf(incidentId)).toEqual({
      platform: 'http',
      job_key: 'load',
      run_key: '9223372036854775807',
      try: 2,
      seen_by: 'webhook',
    });
    expect(await errorOf(incidentId)).toBe('connection refused');
    expect(await (await send(sent, structured)).json()).toMatchObject({ accepted: [{ incidentId, created: false }] });
  });
  test('reads one in binary mode, its attributes percent-encoded', async () => {
    const response = await send('{"message":"disk full"}', {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': 'e-2',
      'ce-source': '/schedulers/gr%C3%BCn',
      'ce-type': 'job.failure',
    });
    const { accepted } = await response.json();
    expect(await runOf(accepted[0].incidentId)).toMatchObject({ job_key: '/schedulers/grün', run_key: 'e-2' });
  });
  test('reads packed data, and a text that is no JSON as what went wrong', async () => {
    const packed = {
      ...event,
      id: 'e-3',
      data_base64: Buffer.from('{"job":"packed","error":"boom"}').toString('base64'),
      datacontenttype: 'application/json',
    };
    const { accepted } = await (await send(packed, structured)).json();
    expect(await runOf(accepted[0].incidentId)).toMatchObject({ job_key: 'packed', run_key: 'e-3' });
  });
  test('takes a batch, and says what it leaves aside', async () => {
    const batch = [
      { ...event, id: 'b-1' },
      { ...event, id: 'b-2', type: 'com.example.job.succeeded' },
      { ...event, id: 'b-3', type: 'com.example.job.ended', data: { state: 'FAILED' } },
      { ...event, id: 'b-4', type: 'com.example.weather' },
    ];
    const answer = await (await send(batch, { 'content-type': 'application/cloudevents-batch+json' })).json();
    expect(answer.accepted).toHaveLength(2);
    expect(answer.ignored).toEqual([
      { index: 1, reason: 'com.example.job.succeeded is no failure' },
      { index: 3, reason: 'the type com.example.weather does not tell of a failure' },
    ]);
  });
  test('keeps nothing of a batch with a broken event, which it names', async () => {
    const batch = [
      { ...event, id: 'c-1', subject: 'kept-not' },
      { ...event, id: '', type: undefined },
    ];
    const response = await send(batch, { 'content-type': 'application/cloudevents-batch+json' });
    expect(response.status).toBe(400);
    expect(Object.keys((await response.json()).error.details)).toEqual(['[1].id', '[1].type']);
    expect(await rows(`select id from job where job_key = 'kept-not'`)).toEqual([]);
  });
  test.each([
    ['nothing that says CloudEvent', '{}', {}, 415],
    ['JSON that is none', '{"a":', structured, 400],
    ['another version', { ...event, specversion: '0.3' }, structured, 400],
    ['a batch that is none', {}, { 'content-type': 'application/cloudevents-batch+json' }, 400],
    ['a header that is not encoded', '', { 'ce-specversion': '1.0', 'ce-id': '%FF', 'ce-source': 's', 'ce-type': 'x.failed' }, 400],
  ])('refuses %s', async (_name, body, headers, status) =>
    expect((await send(body, headers as Record<string, string>)).status).toBe(status),
  );
});

describe('alerts', () => {
  const alert = {
    status: 'firing',
    labels: { alertname: 'KubeJobFailed', job_name: 'nightly-export', namespace: 'billing', severity: 'warning' },
    annotations: { summary: 'Job nightly-export failed', description: 'OOMKilled, exit code 137' },
    startsAt: '2026-01-02T03:04:05.6Z',
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: 'c0ffee',
    generatorURL: 'http://prometheus.example.com/graph',
  };
  const send = (alerts: readonly unknown[]) =>
    api.request('/api/triggers/alertmanager', {
      key,
      body: { version: '4', groupKey: '{}', truncatedAlerts: 0, status: 'firing', receiver: 'nightshift', alerts },
    });

  test('opens one case for an alert however often its group is sent', async () => {
    const first = await (await send([alert])).json();
    const again = await (await send([alert, { ...alert, status: 'resolved' }])).json();
    expect(again).toMatchObject({
      accepted: [{ incidentId: first.accepted[0].incidentId, created: false }],
      ignored: [{ index: 1, reason: 'the alert is resolved' }],
    });
    expect(await runOf(first.accepted[0].incidentId)).toMatchObject({
      platform: 'http',
      job_key: 'nightly-export',
      run_key: 'c0ffee@2026-01-02T03:04:05.6Z',
    });
    expect(await errorOf(first.accepted[0].incidentId)).toBe('Job nightly-export failed\nOOMKilled, exit code 137\nalert: KubeJobFailed');
  });
  test('an alert that fires anew is another failure', async () => {
    const first = await (await send([alert])).json();
    const next = await (await send([{ ...alert, startsAt: '2026-01-03T03:04:05Z' }])).json();
    expect(next.accepted[0].incidentId).not.toBe(first.accepted[0].incidentId);
  });
  test('names the field of what is no alert', async () => {
    const response = await send([{ ...alert, fingerprint: undefined }]);
    expect(response.status).toBe(400);
    expect(Object.keys((await response.json()).error.details)).toEqual(['alerts[0].fingerprint']);
  });
  test('asks a sender that gives up on 429 to come again by 503', async () => {
    const limited = createTestApi(database.transact, { settings: { triggerRatePerMinute: 1 } });
    const statuses = [];
    for (let count = 0; count < 2; count++)
      statuses.push((await limited.request('/api/triggers/alertmanager', { key, body: { alerts: [] } })).status);
    limited.close();
    expect(statuses).toEqual([202, 503]);
  });
});

describe('workflow runs', () => {
  const run = {
    id: 9007199254740993n.toString(),
    name: 'Nightly build',
    run_attempt: 2,
    conclusion: 'failure',
    html_url: 'https://ci.example.com/runs/1',
    head_branch: 'main',
  };
  const message = (changes: object = {}, action = 'completed') =>
    JSON.stringify({ action, repository: { full_name: 'acme/etl' }, workflow_run: { ...run, ...changes } });
  const signed = (body: string, by = secret) => ({
    'x-hub-signature-256': `sha256=${createHmac('sha256', by).update(body).digest('hex')}`,
    'x-github-event': 'workflow_run',
  });
  const send = (body: string, headers: Record<string, string> = signed(body)) =>
    api.request('/api/triggers/workflow-runs', { body, headers });

  test('opens a case for a failed one that is signed; a second attempt is its first try', async () => {
    const { accepted } = await (await send(message())).json();
    expect(await runOf(accepted[0].incidentId)).toMatchObject({
      platform: 'http',
      job_key: 'acme/etl/Nightly build',
      run_key: '9007199254740993',
      try: 1,
    });
    expect((await (await send(message())).json()).accepted[0]).toMatchObject({ incidentId: accepted[0].incidentId, created: false });
  });
  test.each([
    [message({ conclusion: 'success' }), 'the workflow ended with success'],
    [message({}, 'requested'), 'the workflow is requested'],
    ['{"zen":"Keep it simple."}', 'the message tells of no workflow run'],
  ])('leaves %s aside', async (body, reason) =>
    expect(await (await send(body)).json()).toEqual({ accepted: [], ignored: [{ index: 0, reason }] }),
  );
  test('refuses a wrong signature, and one over another body', async () => {
    expect((await send(message(), signed(message(), 'whsec_other'))).status).toBe(401);
    expect((await send(message({ id: '7' }), signed(message()))).status).toBe(401);
    expect((await send(message(), {})).status).toBe(401);
  });
});
