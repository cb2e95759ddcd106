import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localEmbedder } from '../domain/knowledge/embedder.ts';
import { seedBuiltIns } from '../store/knowledge/built-in.ts';
import { embedKnowledge } from '../temporal/embed-knowledge.ts';
import { createTestApi, createTestKey, type TestApi, tester, testTenant } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';

let database: TestDatabase;
let api: TestApi;
const keys: Record<string, string> = {};

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact);
  for (const role of ['viewer', 'operator', 'admin'] as const) keys[role] = (await createTestKey(database.transact, role)).key;
  await database.transact(testTenant, tester, (tx) => seedBuiltIns(tx));
});
afterAll(async () => {
  api.close();
  await database.close();
});

async function call(method: string, path: string, body?: unknown, role = 'operator') {
  const response = await api.request(path, { method, ...(body === undefined ? {} : { body }), key: keys[role] ?? '' });
  return { status: response.status, body: await response.json() };
}
const search = async (query: Record<string, string>) => (await call('GET', `/api/kb/search?${new URLSearchParams(query)}`)).body;
const redis = {
  title: 'Redis connection failed',
  symptom: 'redis server not responding',
  patterns: ['redis connection failed', 'redis server not responding'],
  solution: 'Restart the redis service',
  cause: 'NETWORK',
  service: 'checkout',
  tags: ['Redis', 'cache'],
};

describe('teaching', () => {
  test('an entry is found at once by other words, above the built-in one, and shows who taught it', async () => {
    const { status, body } = await call('POST', '/api/kb', redis);
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'active', provenance: 'person', confidence: 0.85, version: 1, tags: ['redis', 'cache'], uses: 0 });
    for (const q of ['Redis Server Down / Cannot connect to Redis instance', 'Cache service redis-prod-01 health check failed']) {
      const { items } = await search({ q, service: 'checkout' });
      expect(items[0].entry).toMatchObject({ id: body.id, author: body.author });
      expect(items[0].parts.service).toBe(1);
      expect(items.map((hit: { score: number }) => hit.score)).toEqual(
        items.map((hit: { score: number }) => hit.score).toSorted((left: number, right: number) => right - left),
      );
    }
  });

  test('tags come from the words where none are given', async () => {
    const { body } = await call('POST', '/api/kb', { title: 'Broker gone', symptom: 'kafka broker cannot be reached' });
    expect(body.tags).toEqual(['queue', 'unreachable']);
  });

  test.each([
    [{ title: 'No symptom' }, 'symptom'],
    [{ ...redis, patterns: ['('] }, 'patterns[0]'],
    [{ ...redis, patterns: ['.*'] }, 'patterns[0]'],
    [{ ...redis, patterns: ['(?=x)redis'] }, 'patterns[0]'],
    [{ ...redis, confidence: 1.5 }, 'confidence'],
    [{ ...redis, cause: 'GREMLINS' }, 'cause'],
    [{ ...redis, parentId: 'kb_none' }, 'parentId'],
    [{ ...redis, secret: 1 }, 'secret'],
  ])('%j is refused by its field', async (body, field) => {
    const answer = await call('POST', '/api/kb', body);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.error.details)).toContain(field);
  });

  test('secrets do not get in, neither by an entry nor by a comment', async () => {
    const { body } = await call('POST', '/api/kb', {
      ...redis,
      title: 'With a secret',
      solution: 'redis-cli -a correct-horse-battery ping',
    });
    expect(body.solution).not.toContain('correct-horse');
    const comment = await call('POST', `/api/kb/${body.id}/comments`, { text: 'the password is correct-horse-battery' });
    expect(comment.body.text).not.toContain('correct-horse');
  });

  test('a viewer may look and not teach', async () => {
    expect((await call('POST', '/api/kb', redis, 'viewer')).status).toBe(403);
    expect((await call('GET', '/api/kb', undefined, 'viewer')).status).toBe(200);
    expect((await call('POST', '/api/kb/reembed', undefined, 'operator')).status).toBe(403);
  });
});

describe('an entry', () => {
  test('is changed, discussed, rated, retired and brought back, and its history tells all of it', async () => {
    const { body: entry } = await call('POST', '/api/kb', { title: 'Feed is late', symptom: 'the feed has not arrived', confidence: 0.85 });
    const path = `/api/kb/${entry.id}`;
    expect((await call('PUT', path, { version: 1, solution: 'Call the supplier' })).body).toMatchObject({
      version: 2,
      solution: 'Call the supplier',
    });
    const stale = await call('PUT', path, { version: 1, solution: 'Wait' });
    expect(stale.status).toBe(412);
    expect(stale.body.error).toMatchObject({ code: 'stale', details: { version: 2 } });
    await call('POST', `${path}/comments`, { text: 'They deliver at five' });
    expect((await call('POST', `${path}/outcomes`, { success: true, resolutionSeconds: 30 })).body).toMatchObject({
      confidence: 0.87,
      successes: 1,
    });
    expect((await call('POST', `${path}/outcomes`, { success: false })).body).toMatchObject({ confidence: 0.82, failures: 1, uses: 2 });
    expect((await call('POST', `${path}/confidence`, { confidence: 0.6, reason: 'rarely' })).body).toMatchObject({ confidence: 0.6 });
    expect((await call('DELETE', path)).body).toMatchObject({ state: 'retired' });
    expect((await call('POST', `${path}/confirm`)).body).toMatchObject({ state: 'active' });
    const { body: detail } = await call('GET', path);
    expect(detail.comments).toMatchObject([{ text: 'They deliver at five' }]);
    const { body: history } = await call('GET', `${path}/history`);
    expect(history.confidence.map((change: { after: number }) => change.after)).toEqual([0.87, 0.82, 0.6]);
    expect(history.record.map((line: { kind: string }) => line.kind)).toEqual([
      ...[
        'knowledge-added',
        'knowledge-changed',
        'knowledge-commented',
        'knowledge-worked',
        'knowledge-failed',
        'knowledge-confidence-set',
      ],
      ...['knowledge-retired', 'knowledge-confirmed'],
    ]);
  });

  test('shows what stands above and below it', async () => {
    const { body: parent } = await call('POST', '/api/kb', { title: 'Any lock', symptom: 'somebody holds a lock' });
    const { body: child } = await call('POST', '/api/kb', { title: 'Row lock', symptom: 'row lock held', parentId: parent.id });
    expect((await call('GET', `/api/kb/${parent.id}`)).body.children).toEqual([{ id: child.id, title: 'Row lock' }]);
    expect((await call('GET', `/api/kb/${child.id}`)).body.parent).toEqual({ id: parent.id, title: 'Any lock' });
  });

  test('that is not there is a 404 for every verb', async () => {
    for (const [method, path, body] of [
      ['GET', '/api/kb/kb_none'],
      ['GET', '/api/kb/kb_none/history'],
      ['PUT', '/api/kb/kb_none', { version: 1 }],
      ['DELETE', '/api/kb/kb_none'],
      ['POST', '/api/kb/kb_none/confirm'],
      ['POST', '/api/kb/kb_none/comments', { text: 'x' }],
      ['POST', '/api/kb/kb_none/outcomes', { success: true }],
    ] as const)
      expect([path, (await call(method, path, body)).status]).toEqual([path, 404]);
  });
});

describe('the list', () => {
  test('filters by collection, category, tag, state and words, and goes on where it ended', async () => {
    const names = async (query: string) =>
      (await call('GET', `/api/kb?${query}`)).body.items.map((entry: { title: string }) => entry.title);
    expect(await names('collection=builtin&category=airflow')).toHaveLength(3);
    expect(await names('collection=builtin&tag=Executor-Memory')).toEqual(['Spark executor out of memory']);
    expect(await names('q=connection%20pool')).toContain('Database connection pool exhausted');
    expect(await names('state=retired')).toEqual([]);
    const first = (await call('GET', '/api/kb?limit=20')).body;
    const second = (await call('GET', `/api/kb?limit=20&cursor=${first.nextCursor}`)).body;
    const ids = [...first.items, ...second.items].map((entry: { id: string }) => entry.id);
    expect(new Set(ids).size).toBe(40);
  });
});

describe('the whole', () => {
  test('has figures', async () => {
    const { body } = await call('GET', '/api/kb/stats');
    expect(body.byCollection.find((row: { collection: string }) => row.collection === 'builtin').active).toBeGreaterThanOrEqual(30);
    expect(body.entries).toBe(body.byState.active + body.byState.candidate + body.byState.retired);
    expect(body.growth.at(-1).added).toBe(body.entries);
    expect(body.averageConfidence).toBeGreaterThan(0.5);
    expect(body.successRate).toBe(0.5);
  });

  test('remembers a search until somebody writes, and counts both', async () => {
    const ask = () => search({ q: 'redis is unreachable once more' });
    const metric = async (result: string) =>
      Number(
        new RegExp(`nightshift_knowledge_searches_total{result="${result}"} (\\d+)`).exec(
          await (await api.request('/metrics')).text(),
        )?.[1],
      );
    await ask();
    const hits = await metric('hit');
    expect((await ask()).cached).toBe(true);
    expect(await metric('hit')).toBe(hits + 1);
    await call('POST', '/api/kb', { title: 'Another', symptom: 'another thing' });
    expect((await ask()).cached).toBe(false);
  });

  test('is embedded anew on demand; words find entries meanwhile', async () => {
    const state = async () => (await call('GET', '/api/kb/embedding')).body;
    const before = await state();
    expect(before).toMatchObject({ source: 'local', dimensions: 512, pending: 0, progress: 1, lastError: null });
    expect((await call('POST', '/api/kb/reembed', undefined, 'admin')).body.pending).toBe(before.entries);
    expect(await state()).toMatchObject({ pending: before.entries, progress: 0 });
    const { items } = await search({ q: 'redis server not responding' });
    expect(items[0].entry.title).toContain('Redis connection failed');
    expect(items[0].parts.similarity).toBe(0);
    let made = 0;
    for (let count = -1; count !== 0; made += count) count = await embedKnowledge(database.transact, localEmbedder, testTenant);
    expect(made + 0).toBe(before.entries);
    expect(await state()).toMatchObject({ pending: 0, progress: 1 });
    expect((await search({ q: 'redis server not responding' })).items[0].parts.similarity).toBeGreaterThan(0.5);
  });
});
