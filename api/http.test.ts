import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApi, createTestKey, type TestApi } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact);
  key = (await createTestKey(database.transact, 'admin')).key;
});
afterAll(async () => {
  api.close();
  await database.close();
});

describe('every answer', () => {
  test('carries a request id, ours or the caller\u2019s, and may not be stored', async () => {
    const response = await api.request('/api/incidents', { key, headers: { 'x-request-id': 'trace-12345' } });
    expect(response.headers.get('x-request-id')).toBe('trace-12345');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await api.request('/api/incidents', { key, headers: { 'x-request-id': 'a b' } })).headers.get('x-request-id')).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });

  test('comes under a strict content policy', async () => {
    const { headers } = await api.request('/docs');
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('errors', () => {
  const errorOf = async (path: string, options = {}) => {
    const response = await api.request(path, { key, ...options });
    return { status: response.status, error: (await response.json()).error };
  };

  test('an unknown address', async () => {
    expect(await errorOf('/api/nothing')).toMatchObject({
      status: 404,
      error: { code: 'not-found', message: 'There is no GET /api/nothing' },
    });
    expect(await errorOf('/api/nothing', { body: {} })).toMatchObject({ status: 404 });
  });

  test('a method that is not possible', async () => {
    const response = await api.request('/api/automation', { method: 'DELETE', key });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, PUT');
    expect((await response.json()).error.code).toBe('invalid');
  });

  test('a NUL byte in an address', async () => {
    expect((await errorOf('/api/incidents/%00')).status).toBe(404);
    expect((await errorOf('/api/incidents?q=%00')).status).toBe(404);
  });

  test('a page cursor that was made up, an unknown filter value and a limit out of bounds', async () => {
    expect(await errorOf('/api/incidents?cursor=bm8')).toMatchObject({ status: 400, error: { details: { cursor: expect.any(String) } } });
    expect(await errorOf(`/api/incidents?cursor=${Buffer.from('["yesterday","x"]').toString('base64url')}`)).toMatchObject({ status: 400 });
    expect(await errorOf('/api/incidents?status=BURNING')).toMatchObject({
      status: 400,
      error: { details: { status: expect.stringContaining('BURNING') } },
    });
    expect(await errorOf('/api/incidents?limit=100000')).toMatchObject({ status: 400, error: { details: { limit: expect.any(String) } } });
    expect(await errorOf('/api/incidents?limit=1&limit=2')).toMatchObject({ status: 400 });
  });

  test('our own mistake says nothing of its reason', async () => {
    const broken = createTestApi(
      async () => {
        throw new Error('secret detail');
      },
      { deps: {} },
    );
    const response = await broken.request('/api/session');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret detail');
    broken.close();
  });
});

describe('Idempotency-Key', () => {
  const set = (given: string, body: unknown, as = key) =>
    api.request('/api/automation', { method: 'PUT', body, key: as, headers: { 'idempotency-key': given } });
  const stops = async () =>
    Number(
      (await database.orm.em.getConnection().execute(`select count(*) as count from record where kind = 'automation-stopped'`))[0]?.count,
    );

  test('the same request again gets the first answer and does nothing', async () => {
    const first = await set('stop-1', { stopped: true, reason: 'test' });
    const again = await set('stop-1', { stopped: true, reason: 'test' });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect([again.status, await again.json()]).toEqual([first.status, await first.json()]);
    expect(await stops()).toBe(1);
  });

  test('another request under the same key is refused, another caller\u2019s key is another key', async () => {
    expect((await set('stop-1', { stopped: false })).status).toBe(409);
    const other = (await createTestKey(database.transact, 'admin')).key;
    expect((await set('stop-1', { stopped: false }, other)).status).toBe(200);
  });

  test('an error of the caller is kept too, an unfit key is refused', async () => {
    expect((await set('bad-1', { stopped: 'maybe' })).status).toBe(400);
    expect((await set('bad-1', { stopped: 'maybe' })).headers.get('idempotency-replayed')).toBe('true');
    expect((await set('with space', { stopped: true })).status).toBe(400);
  });

  test('a new API key is not kept', async () => {
    const make = () => api.request('/api/keys', { body: { name: 'once' }, key, headers: { 'idempotency-key': 'key-1' } });
    expect((await make()).status).toBe(201);
    const again = await make();
    expect(again.status).toBe(409);
    expect((await again.json()).error.message).toContain('shown once');
  });

  test('two at once happen once', async () => {
    const both = await Promise.all([set('race', { stopped: true }), set('race', { stopped: true })]);
    expect(both.map((response) => response.status).sort()).toSatisfy(
      (statuses: number[]) => statuses[0] === 200 && (statuses[1] === 200 || statuses[1] === 409),
    );
  });
});

describe('operation', () => {
  test('/health tells every part, and 503 when Temporal or the database is away', async () => {
    expect(await (await api.request('/health')).json()).toMatchObject({
      status: 'ok',
      components: { database: { state: 'ok' }, temporal: { state: 'ok' }, worker: { state: 'ok' }, mail: { state: 'ok' } },
    });
    const away = createTestApi(database.transact, {
      temporal: { health: async () => ({ temporal: { state: 'down', message: 'gone' }, worker: { state: 'down', message: null } }) },
    });
    expect((await away.request('/health')).status).toBe(503);
    const noWorker = createTestApi(database.transact, {
      temporal: { health: async () => ({ temporal: { state: 'ok', message: null }, worker: { state: 'down', message: 'none' } }) },
    });
    const degraded = await noWorker.request('/health');
    expect([degraded.status, (await degraded.json()).status]).toEqual([200, 'degraded']);
    const noDatabase = createTestApi(async () => Promise.reject(new Error('gone')));
    expect((await noDatabase.request('/health')).status).toBe(503);
    expect((await noDatabase.request('/ready')).status).toBe(503);
    expect((await api.request('/ready')).status).toBe(200);
    for (const one of [away, noWorker, noDatabase]) one.close();
  });

  test('/metrics is Prometheus text with action outcomes and response times', async () => {
    await api.request('/api/incidents', { key });
    const response = await api.request('/metrics');
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    for (const family of ['nightshift_incidents', 'nightshift_effects', 'nightshift_action_success_ratio', 'nightshift_record_lag_seconds'])
      expect(text).toContain(`# TYPE ${family} gauge`);
    expect(text).toMatch(/nightshift_http_request_duration_seconds_count\{method="GET",route="\/api\/incidents",status="200"\} \d+/);
    expect(text).toContain('nightshift_database_up 1');
  });

  test('/openapi.json lists every route, and /docs shows it without asking others', async () => {
    const document = await (await api.request('/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/webhook',
        '/api/triggers/failures',
        '/api/incidents',
        '/api/incidents/{id}/verdict',
        '/api/proposals',
        '/api/policies/{scope}',
        '/api/events',
        '/health',
      ]),
    );
    const page = await (await api.request('/docs')).text();
    expect(page).not.toMatch(/https?:/);
    expect((await api.request('/docs/swagger-ui-bundle.js')).status).toBe(200);
    expect((await api.request('/docs/../package.json')).status).toBe(404);
  });

  test('requests in general have a limit', async () => {
    const limited = createTestApi(database.transact, { settings: { requestRatePerMinute: 2 } });
    const statuses = [];
    for (let count = 0; count < 3; count++) statuses.push((await limited.request('/api/automation', { key })).status);
    expect(statuses).toEqual([200, 200, 429]);
    limited.close();
  });
});
