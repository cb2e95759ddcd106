import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workflowActor } from '../domain/people/actor.ts';
import { appendRecord } from '../store/record.ts';
import { createTestApi, createTestKey, type TestApi, testTenant } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;

beforeAll(async () => {
  database = await openTestDatabase({ pool: 6 });
  key = (await createTestKey(database.transact, 'viewer')).key;
  api = createTestApi(database.transact);
});
afterAll(async () => {
  api.close();
  await database.close();
});

const say = (kind: string) =>
  database.transact(testTenant, workflowActor, (tx) => appendRecord(tx, { incidentId: null, kind, stage: 'people', summary: kind }));

interface Event {
  readonly id: string;
  readonly data: { readonly kind: string };
}

/** Listens, and collects what is heard. */
async function listen(from: TestApi, headers: Record<string, string> = {}) {
  const response = await from.request('/api/events', { key, headers });
  const heard: Event[] = [];
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const ended = (async () => {
    for (let rest = ''; ; ) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: '' };
      if (done) return;
      rest += value;
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = Object.fromEntries(
          block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        );
        if (fields['event'] === 'record') heard.push({ id: fields['id'] ?? '', data: JSON.parse(fields['data'] ?? '{}') });
      }
    }
  })();
  return { response, heard, kinds: () => heard.map((event) => event.data.kind), stop: () => reader?.cancel(), ended };
}

test('lines come as they are written, and a client that was away gets what it missed', async () => {
  const first = await listen(api);
  expect(first.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  await say('one');
  await expect.poll(first.kinds, { timeout: 5000 }).toEqual(['one']);
  await first.stop();
  await say('two');
  await say('three');
  const second = await listen(api, { 'last-event-id': first.heard[0]?.id ?? '' });
  await expect.poll(second.kinds, { timeout: 5000 }).toEqual(['two', 'three']);
  await say('four');
  await expect.poll(second.kinds, { timeout: 5000 }).toEqual(['two', 'three', 'four']);
  await second.stop();
});

test('an id that is none is refused, and nobody listens without a credential', async () => {
  expect((await api.request('/api/events', { key, headers: { 'last-event-id': 'yesterday' } })).status).toBe(400);
  expect((await api.request('/api/events', { key, headers: { 'last-event-id': '99999999999999999999-1' } })).status).toBe(400);
  expect((await api.request('/api/events')).status).toBe(401);
});

test('a stream ends when the server stops', async () => {
  const stopping = createTestApi(database.transact);
  const stream = await listen(stopping);
  stopping.close();
  await stream.ended;
});

test.skipIf(process.env['TEST_DATABASE_URL'] === undefined)(
  'a line that commits late is not skipped (needs a server with sessions: TEST_DATABASE_URL)',
  async () => {
    const stream = await listen(api);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const slow = new pg.Client({ connectionString: database.url });
    await slow.connect();
    await slow.query('begin');
    await slow.query(
      `insert into record (tenant_id, kind, stage, actor_kind, actor_id, actor_name, summary) values ('default', 'late', 'people', 'workflow', 'x', 'x', 'x')`,
    );
    await say('early');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(stream.kinds()).toEqual([]);
    await slow.query('commit');
    await slow.end();
    await expect.poll(stream.kinds, { timeout: 5000 }).toEqual(['late', 'early']);
    await stream.stop();
  },
);
