import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokeApiKey } from '../store/api-keys.ts';
import { createTestApi, createTestKey, type TestApi, type TestRequest, tester, testTenant } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';

let database: TestDatabase;
let api: TestApi;
const keys: Record<string, string> = {};

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact);
  for (const role of ['viewer', 'operator', 'approver', 'admin', 'application_owner'] as const)
    keys[role] = (await createTestKey(database.transact, role)).key;
});
afterAll(async () => {
  api.close();
  await database.close();
});

async function signIn(options: TestRequest = {}) {
  const response = await api.request('/api/session', options);
  const cookie = response.headers.get('set-cookie') ?? '';
  return { response, cookie, session: (await response.json()) as { csrfToken: string; person: { role: string } } };
}
const cookieOf = (cookie: string): string => cookie.split(';')[0] ?? '';
const statusOf = async (path: string, options?: TestRequest): Promise<number> => (await api.request(path, options)).status;

describe('the local admin', () => {
  test('is signed in by asking, with a cookie that no script and no other site gets', async () => {
    const { response, cookie, session } = await signIn();
    expect(response.status).toBe(200);
    expect(cookie).toMatch(/^nightshift_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(session).toEqual({
      person: { id: 'local-admin', name: 'Local admin', role: 'admin' },
      csrfToken: expect.any(String),
      tenant: 'default',
    });
  });

  test('asking again with the cookie is the same session', async () => {
    const first = await signIn();
    const again = await api.request('/api/session', { headers: { cookie: cookieOf(first.cookie) } });
    expect(again.headers.get('set-cookie')).toBeNull();
    expect(await again.json()).toEqual(first.session);
  });

  test('reads need the cookie, writes its CSRF token too', async () => {
    const { cookie, session } = await signIn();
    const signed = { cookie: cookieOf(cookie) };
    const body = { stopped: false };
    expect(await statusOf('/api/automation')).toBe(401);
    expect(await statusOf('/api/automation', { headers: signed })).toBe(200);
    expect(await statusOf('/api/automation', { method: 'PUT', body, headers: signed })).toBe(403);
    expect(await statusOf('/api/automation', { method: 'PUT', body, headers: { ...signed, 'x-csrf-token': 'guess' } })).toBe(403);
    expect(await statusOf('/api/automation', { method: 'PUT', body, headers: { ...signed, 'x-csrf-token': session.csrfToken } })).toBe(200);
  });

  test('another site gets nothing: by name, by origin or by fetch metadata', async () => {
    const { cookie, session } = await signIn();
    const signed = { cookie: cookieOf(cookie), 'x-csrf-token': session.csrfToken };
    expect(await statusOf('/api/session', { headers: { host: 'evil.example:8000' } })).toBe(403);
    expect(await statusOf('/', { headers: { host: 'evil.example:8000' } })).toBe(403);
    expect(await statusOf('/api/session', { headers: { origin: 'https://evil.example' } })).toBe(403);
    expect(await statusOf('/api/session', { headers: { origin: 'null' } })).toBe(403);
    expect(await statusOf('/api/session', { headers: { 'sec-fetch-site': 'cross-site' } })).toBe(403);
    expect(await statusOf('/api/automation', { headers: { ...signed, origin: 'https://evil.example' } })).toBe(401);
    expect(await statusOf('/api/automation', { headers: { ...signed, 'sec-fetch-site': 'same-site' } })).toBe(401);
    expect(
      await statusOf('/api/automation', { headers: { ...signed, origin: 'http://localhost:8000', 'sec-fetch-site': 'same-origin' } }),
    ).toBe(200);
    for (const host of ['127.0.0.1:8000', '[::1]:8000', 'localhost'])
      expect(await statusOf('/api/session', { headers: { host } })).toBe(200);
  });

  test('a made-up cookie is nobody', async () => {
    expect(await statusOf('/api/automation', { headers: { cookie: `nightshift_session=${'a'.repeat(43)}` } })).toBe(401);
  });

  test('does not exist where keys are needed', async () => {
    const { cookie } = await signIn();
    const production = createTestApi(database.transact, { settings: { access: 'keys', publicUrl: 'https://nightshift.example' } });
    expect((await production.request('/api/session')).status).toBe(401);
    expect((await production.request('/api/automation', { headers: { cookie: cookieOf(cookie) } })).status).toBe(401);
    const byKey = await production.request('/api/session', { key: keys['viewer'] ?? '', headers: { host: 'nightshift.example' } });
    expect(await byKey.json()).toMatchObject({ person: { name: 'viewer key', role: 'viewer' }, tenant: 'default' });
    production.close();
  });
});

describe('roles', () => {
  const asked = async (role: string, path: string, options: TestRequest = {}) => statusOf(path, { ...options, key: keys[role] ?? '' });

  test.each([
    ['/api/incidents', {}, { application_owner: 403, viewer: 200, operator: 200 }],
    ['/api/incidents/nothing/comments', { body: { text: 'x' } }, { viewer: 403, operator: 404 }],
    ['/api/incidents/nothing/resolve', { body: {} }, { viewer: 403, operator: 404 }],
    [
      '/api/incidents/nothing/verdict',
      { body: { verdict: 'approve', hash: 'a'.repeat(64) } },
      { operator: 403, approver: 404, admin: 404 },
    ],
    ['/api/automation', { method: 'PUT', body: { stopped: false } }, { approver: 403, admin: 200 }],
    ['/api/policies/tenant', { method: 'PUT', body: { body: {} } }, { approver: 403, admin: 200 }],
    ['/api/keys', {}, { approver: 403, admin: 200 }],
  ] as const)('%s', async (path, options, expected) => {
    for (const [role, status] of Object.entries(expected))
      expect([role, await asked(role, path, options as TestRequest)]).toEqual([role, status]);
  });
});

describe('API keys', () => {
  const admin = () => ({ key: keys['admin'] ?? '' });

  test('are shown once, work at once, and are stored only as a hash', async () => {
    const response = await api.request('/api/keys', { ...admin(), body: { name: 'scheduler', role: 'operator' } });
    expect(response.status).toBe(201);
    const made = await response.json();
    expect(made.key).toMatch(/^nsk_[a-z0-9]{16}_[0-9A-Za-z]{40}[0-9a-f]{8}$/);
    expect(await statusOf('/api/incidents', { key: made.key })).toBe(200);
    const list = await (await api.request('/api/keys', admin())).text();
    expect(list).toContain(made.id);
    expect(list).not.toContain(made.key);
    const stored = await database.transact(testTenant, tester, (tx) =>
      tx.one<{ hash: string }>('select * from api_key where id = $1', [made.id]),
    );
    expect(JSON.stringify(stored)).not.toContain(made.key.split('_')[2].slice(0, 40));
  });

  test('end at once when they are revoked, and a second time is a conflict', async () => {
    const made = await (await api.request('/api/keys', { ...admin(), body: { name: 'short' } })).json();
    expect(await statusOf('/api/incidents', { key: made.key })).toBe(200);
    expect(await statusOf(`/api/keys/${made.id}`, { ...admin(), method: 'DELETE' })).toBe(200);
    expect(await statusOf('/api/incidents', { key: made.key })).toBe(401);
    expect(await statusOf(`/api/keys/${made.id}`, { ...admin(), method: 'DELETE' })).toBe(409);
    expect(await statusOf('/api/keys/nothing', { ...admin(), method: 'DELETE' })).toBe(404);
  });

  test('end when their time is over', async () => {
    const soon = new Date(Date.now() + 1200).toISOString();
    const made = await (await api.request('/api/keys', { ...admin(), body: { name: 'brief', expiresAt: soon } })).json();
    expect(await statusOf('/api/incidents', { key: made.key })).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1300));
    expect(await statusOf('/api/incidents', { key: made.key })).toBe(401);
    expect(await statusOf('/api/keys', { ...admin(), body: { name: 'late', expiresAt: '2020-01-01T00:00:00Z' } })).toBe(400);
  });

  test('are not given the role of an owner', async () => {
    const response = await api.request('/api/keys', { ...admin(), body: { name: 'owner', role: 'application_owner' } });
    expect(response.status).toBe(400);
    expect((await response.json()).error.details).toHaveProperty('role');
  });

  test('a key of one process is known as revoked to another within seconds', async () => {
    const { id, key } = await createTestKey(database.transact, 'viewer');
    await database.transact(testTenant, tester, (tx) => revokeApiKey(tx, id));
    expect(await statusOf('/api/incidents', { key })).toBe(401);
  });

  test('making them and ending them is on record', async () => {
    const kinds = await database.transact(testTenant, tester, (tx) =>
      tx.rows<{ kind: string }>(`select distinct kind from record where kind like 'api-key%' order by kind`),
    );
    expect(kinds).toEqual([{ kind: 'api-key-created' }, { kind: 'api-key-revoked' }]);
  });

  test('their use is noted', async () => {
    await expect
      .poll(() =>
        database.transact(testTenant, tester, (tx) =>
          tx.rows('select id from api_key where name = $1 and last_used_at is not null', ['admin key']),
        ),
      )
      .toHaveLength(1);
  });
});

test('guessing keys is slowed down', async () => {
  const guessed = createTestApi(database.transact);
  const statuses = [];
  for (let count = 0; count < 62; count++) statuses.push((await guessed.request('/api/incidents', { key: 'nsk_wrong' })).status);
  expect(statuses[59]).toBe(401);
  expect(statuses.slice(60)).toEqual([429, 429]);
  guessed.close();
});
