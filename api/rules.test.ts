import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApi, createTestKey, type TestApi } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { type ServedApi, serveApi } from '../tests/support/serve-api.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let served: ServedApi;

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact);
  key = (await createTestKey(database.transact, 'approver')).key;
  served = await serveApi(api.deps, key);
});
afterAll(async () => {
  await served.close();
  api.close();
  await database.close();
});

async function ask(method: string, path: string, body?: unknown) {
  const response = await api.request(path, { method, key, ...(body === undefined ? {} : { body }) });
  return { status: response.status, body: await response.json() };
}
const rule = {
  title: 'The ledger was turned down',
  pattern: 'ledger (?:import|export) was turned down',
  cause: 'DATA',
  examples: [{ text: 'ledger import was turned down: line 7' }, { text: 'ledger was closed', matches: false }],
};
const builtIn = encodeURIComponent('network/refused');

describe('an own rule', () => {
  test('is saved with the defaults of its cause, changed by version, and removed', async () => {
    const added = await ask('POST', '/api/rules', rule);
    expect(added).toMatchObject({
      status: 201,
      body: { source: 'own', group: 'own', version: 1, action: 'SEND_EMAIL', origin: 'INPUT_DATA_QUALITY', priority: 60, cost: 'low' },
    });
    const path = `/api/rules/${added.body.id}`;
    const changed = await ask('PUT', path, { ...rule, action: 'ESCALATE', version: 1 });
    expect(changed).toMatchObject({ status: 200, body: { action: 'ESCALATE', version: 2 } });
    expect(await ask('PUT', path, { ...rule, version: 1 })).toMatchObject({
      status: 412,
      body: { error: { code: 'stale', details: { version: 2 } } },
    });
    expect(await ask('PUT', `${path}/state`, { enabled: false })).toMatchObject({ status: 200, body: { enabled: false, version: 3 } });
    expect((await ask('DELETE', `${path}?version=2`)).status).toBe(412);
    expect((await ask('DELETE', path)).status).toBe(200);
    expect((await ask('GET', path)).status).toBe(404);
    const kinds = await database.transact('default', { kind: 'steward', id: 's', name: 's' }, (tx) =>
      tx.rows<{ kind: string }>(`select kind from record where detail->>'ruleId' = $1 order by id`, [added.body.id]),
    );
    expect(kinds.map((line) => line.kind)).toEqual(['rule-added', 'rule-changed', 'rule-disabled', 'rule-removed']);
  });

  test.each([
    [{ pattern: 'ledger (import' }, 'pattern', /missing closing.*at character 8/],
    [{ pattern: '(x+x+)+y' }, 'pattern', /repetitions/],
    [{ pattern: '.*' }, 'pattern', /empty text/],
    [{ pattern: '\\d{7}-[a-z]{2}' }, 'pattern', /fixed text/],
    [{ pattern: 'x'.repeat(1001) }, 'pattern', /1000/],
    [{ cause: 'BAD' }, 'cause', /./],
    [{ examples: [{ text: 'something else' }] }, 'examples[0]', /must match, and does not/],
    [{ examples: [{ text: 'ledger import was turned down', matches: false }] }, 'examples[0]', /must not match, and does/],
    [{ confidence: 1.1 }, 'confidence', /./],
    [{ colour: 'red' }, 'colour', /not a known field/],
  ])('with %j is refused, and nothing is kept', async (change, field, message) => {
    const reply = await ask('POST', '/api/rules', { ...rule, ...change });
    expect(reply.status).toBe(400);
    expect(reply.body.error.details[field]).toMatch(message);
    expect((await ask('GET', '/api/rules?source=own')).body.items).toEqual([]);
  });

  test('needs an approver', async () => {
    const { key: weak } = await createTestKey(database.transact, 'operator');
    expect((await api.request('/api/rules', { body: rule, key: weak })).status).toBe(403);
    expect((await api.request('/api/rules', { key: weak })).status).toBe(200);
  });
});

describe('a built-in rule', () => {
  test('is switched off and on again without a trace in it', async () => {
    expect((await ask('GET', `/api/rules/${builtIn}`)).body).toMatchObject({ source: 'built-in', version: 0, enabled: true });
    expect((await ask('DELETE', `/api/rules/${builtIn}`)).status).toBe(409);
    expect((await ask('PUT', `/api/rules/${builtIn}/state`, { enabled: false, version: 0 })).body).toMatchObject({
      source: 'built-in',
      enabled: false,
      version: 1,
    });
    expect((await ask('GET', '/api/rules?state=disabled')).body.items.map((one: { id: string }) => one.id)).toEqual(['network/refused']);
    expect((await ask('PUT', `/api/rules/${builtIn}/state`, { enabled: true })).body).toMatchObject({ enabled: true, version: 0 });
  });

  test('is overridden for the tenant, and set back', async () => {
    const { body } = await ask('PUT', `/api/rules/${builtIn}`, { ...rule, version: 0 });
    expect(body).toMatchObject({ id: 'network/refused', source: 'override', cause: 'DATA', version: 1 });
    expect((await ask('DELETE', `/api/rules/${builtIn}`)).status).toBe(200);
    expect((await ask('GET', `/api/rules/${builtIn}`)).body).toMatchObject({ source: 'built-in', cause: 'NETWORK' });
  });
});

test('the list is paged and filtered, and every rule stands in it once', async () => {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await ask('GET', `/api/rules?limit=400${cursor === '' ? '' : `&cursor=${cursor}`}`);
    ids.push(...body.items.map((one: { id: string }) => one.id));
    cursor = body.nextCursor;
  }
  expect(ids.length).toBeGreaterThan(250);
  expect(new Set(ids).size).toBe(ids.length);
  const { items } = (await ask('GET', '/api/rules?tag=database_storage&cause=RESOURCE&q=tablespace')).body;
  expect(items.length).toBeGreaterThan(0);
  expect((await ask('GET', '/api/rules?cursor=nonsense')).status).toBe(400);
});

describe('trying', () => {
  test('a pattern tells problems with their place, the cost, and which texts it fits', async () => {
    const good = await ask('POST', '/api/rules/test', {
      pattern: 'ledger import was turned down',
      examples: ['a ledger import was turned down', { text: 'connect ECONNREFUSED 10.0.0.1:80', matches: false }],
    });
    expect(good).toMatchObject({
      status: 200,
      body: {
        valid: true,
        cost: { class: 'low' },
        examples: [
          { matches: true, expected: null, decidedBy: 'tried' },
          { matches: false, expected: false },
        ],
      },
    });
    expect(good.body.examples[1].decidedBy).toMatch(/^network\//);
    const bad = await ask('POST', '/api/rules/test', { pattern: 'ledger [z-a]', examples: ['x'] });
    expect(bad).toMatchObject({ status: 200, body: { valid: false, cost: null, problems: [{ field: 'pattern', position: 8 }] } });
    expect((await ask('POST', '/api/rules/test', {})).status).toBe(400);
  });
});

test('patterns are listed by cause and by topic', async () => {
  const { items } = (await ask('GET', '/api/patterns')).body;
  const keys = items.map((one: { category: string }) => one.category);
  expect(keys).toEqual(
    expect.arrayContaining(['timeout', 'resource', 'permission', 'syntax', 'network', 'data', 'memory_leak', 'configuration_error']),
  );
  for (const item of items) expect(item.patterns.length).toBe(item.rules);
});

test('the command line adds, shows, tests, edits, switches and removes', async () => {
  const added = await served.nightshift(
    ...['--json', 'rules', 'add', '--title', 'Turned down', '--pattern', 'ledger import was turned down', '--cause', 'DATA'],
    ...['--example', 'ledger import was turned down', '--counter-example', 'all is well', '--tag', 'ledger'],
  );
  expect(added).toMatchObject({ code: 0, err: '' });
  const { id } = JSON.parse(added.out);
  expect((await served.nightshift('rules', 'show', id)).out).toMatch(/Turned down[\s\S]*fits not {2}all is well/);
  expect((await served.nightshift('rules', 'test', '--id', id, 'ledger import was turned down again')).out).toContain(id);
  const edited = await served.nightshift('--json', 'rules', 'edit', id, '--action', 'ESCALATE');
  expect(JSON.parse(edited.out)).toMatchObject({ action: 'ESCALATE', version: 2, tags: ['ledger'], examples: [{}, {}] });
  expect((await served.nightshift('rules', 'disable', id)).out).toContain('is off');
  expect((await served.nightshift('rules', 'list', '--source', 'own')).out).toMatch(/own, off/);
  expect((await served.nightshift('rules', 'enable', id)).code).toBe(0);
  expect((await served.nightshift('rules', 'remove', id)).code).toBe(0);
  expect((await served.nightshift('rules', 'show', id)).code).toBe(5);
  expect(await served.nightshift('rules', 'test', '(a+)+$')).toMatchObject({ code: 2, out: expect.stringContaining('refused') });
  expect(await served.nightshift('rules', 'add', '--title', 'x', '--pattern', 'ledger(', '--cause', 'DATA')).toMatchObject({ code: 2 });
});
