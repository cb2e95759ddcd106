import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workflowActor } from '../domain/people/actor.ts';
import { claimEffect, settleEffect } from '../store/effects.ts';
import { createTestApi, createTestKey, type TestApi, testTenant } from '../tests/support/api.ts';
import { declareSettlement, diagnoseCase, endCase, openCase, proposeFor } from '../tests/support/cases.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import type { StartRunInput } from '../workflows/contract.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let historyEvents: number | null = 27;
const cases: string[] = [];
const startedRuns: StartRunInput[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact, {
    temporal: {
      historyLength: async () => historyEvents,
      startRun: async (input) => {
        startedRuns.push(input);
        return { workflowId: `run:${input.key}` };
      },
    },
  });
  key = (await createTestKey(database.transact, 'admin')).key;
  await declareSettlement(database.transact);
  for (let run = 1; run <= 4; run++) cases.push(await openCase(database.transact, `run-${run}`));
  cases.push(await openCase(database.transact, '100%_sure', 'load', 'http'));
  for (const id of cases.slice(0, 2)) await diagnoseCase(database.transact, id);
  await proposeFor(database.transact, cases[0] ?? '');
  await endCase(database.transact, cases[3] ?? '');
  await database.transact(testTenant, workflowActor, async (tx) => {
    const mail = {
      purpose: 'approval-request',
      to: ['approver@localhost'],
      subject: '[Nightshift] Settlement',
      messageId: 'm1@localhost',
      text: 'Please decide',
      html: '<p>Please decide</p>',
    };
    await claimEffect(tx, {
      key: 'mail-1',
      incidentId: cases[0] ?? '',
      round: 1,
      kind: 'mail',
      target: 'approver@localhost',
      request: mail,
      automatic: true,
      fingerprint: null,
    });
    await settleEffect(tx, 'mail-1', { state: 'unknown', response: { message: 'the reply was lost' } });
  });
});
afterAll(async () => {
  api.close();
  await database.close();
});

const get = async (path: string) => (await api.request(path, { key })).json();
const ids = async (query: string) => (await get(`/api/incidents?${query}`)).items.map((item: { id: string }) => item.id);

describe('the list of incidents', () => {
  test('newest first, page by page, each case once', async () => {
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await get(`/api/incidents?limit=2${cursor}`);
      seen.push(...page.items.map((item: { id: string }) => item.id));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual([...cases].reverse());
  });

  test('one line holds what the list shows', async () => {
    const { items } = await get(`/api/incidents?q=${cases[0]}`);
    expect(items).toEqual([
      expect.objectContaining({
        id: cases[0],
        status: 'AWAITING_APPROVAL',
        platform: 'local',
        job: { id: expect.any(String), key: 'settlement', name: 'Settlement' },
        application: 'billing',
        criticality: 'critical',
        run: { key: 'run-1', try: 0, url: null },
        cause: 'RESOURCE',
        confidence: 0.91,
        method: 'rule',
        severity: 'high',
        tags: ['memory', 'exhausted'],
        action: 'RETRY_WITH_NEW_PARAMS',
        riskTier: 'R2',
        attempts: 0,
        maxAttempts: 3,
        owner: 'owner@localhost',
        closedAt: null,
      }),
    ]);
  });

  test('filters', async () => {
    const [first, second, third, fourth, fifth] = cases;
    expect(await ids('status=closed')).toEqual([fourth]);
    expect(await ids('status=resolved,AWAITING_APPROVAL')).toEqual([fourth, first]);
    expect(await ids('status=open')).toEqual([fifth, third, second, first]);
    expect(await ids('cause=resource')).toEqual([second, first]);
    expect(await ids('severity=high&action=RETRY_WITH_NEW_PARAMS')).toEqual([first]);
    expect(await ids('platform=http')).toEqual([fifth]);
    expect(await ids('application=billing&job=settlement&resolvedBy=automation')).toEqual([fourth]);
    expect(await ids('q=run-3')).toEqual([third]);
    expect(await ids('q=100%25_')).toEqual([fifth]);
    expect(await ids('q=heap%20is')).toEqual([second, first]);
    expect(await ids(`until=${encodeURIComponent('2020-01-01T00:00:00Z')}`)).toEqual([]);
    expect(await ids(`since=${encodeURIComponent('2020-01-01T00:00:00+01:00')}`)).toHaveLength(5);
  });

  test('as CSV, harmless to spreadsheets', async () => {
    await openCase(database.transact, '=cmd()', 'a "quoted", job', 'http');
    const response = await api.request('/api/incidents.csv?platform=http', { key });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const text = await response.text();
    expect(text.split('\r\n')[0]).toMatch(/^id,status,application/);
    expect(text).toContain(`"a ""quoted"", job",'=cmd()`);
  });

  test('the overview counts', async () => {
    const overview = await get('/api/incidents/overview');
    expect(overview).toMatchObject({ waiting: 1, handledToday: 1, withoutPersonToday: 1 });
    expect(overview.trend).toHaveLength(7);
    expect(overview.trend[6]).toEqual({ day: new Date().toISOString().slice(0, 10), closed: 1, withoutPerson: 1 });
  });
});

describe('one incident', () => {
  test('has everything about it', async () => {
    const detail = await get(`/api/incidents/${cases[0]}`);
    expect(detail).toMatchObject({
      generation: 1,
      round: 1,
      fingerprint: 'f'.repeat(32),
      proposal: {
        state: 'open',
        hash: expect.any(String),
        changes: [{ name: 'memoryMb', before: 128, after: 256, unit: 'MB' }],
        tunables: [{ name: 'memoryMb', min: 32, max: 512, step: 32 }],
      },
      rounds: [
        { round: 0, diagnosis: null, evidence: [{ kind: 'error', content: 'out of memory' }], decisions: [] },
        {
          round: 1,
          diagnosis: { quotes: ['FATAL ERROR: Reached heap limit'], stages: [{ stage: 'rules', source: 'node-heap' }] },
          decisions: [{ revision: 1, approval: ['critical-job'] }],
        },
      ],
      attemptList: [{ attempt: 0, runKey: 'run-1', state: 'failed', parameters: { memoryMb: 128 }, changes: [], effectState: null }],
      mails: [{ key: 'mail-1', state: 'unknown', note: 'the reply was lost' }],
      history: [{ runKey: 'r0', state: 'succeeded' }],
      similar: [{ id: cases[1], job: 'Settlement' }],
      workflow: {
        id: `incident:${cases[0]}:1`,
        url: `http://localhost:8233/namespaces/default/workflows/incident%3A${cases[0]}%3A1`,
        historyEvents: 27,
      },
      can: { decide: true, takeOver: true, resolve: true, cancel: true, falsePositive: true, comment: true, correct: true },
    });
  });

  test('links to no workflow that Temporal does not show', async () => {
    historyEvents = null;
    const { workflow } = await get(`/api/incidents/${cases[0]}`);
    historyEvents = 27;
    expect(workflow).toEqual({ id: `incident:${cases[0]}:1`, url: null, historyEvents: null });
  });

  test('says what a viewer may not do', async () => {
    const viewer = (await createTestKey(database.transact, 'viewer')).key;
    const { can } = await (await api.request(`/api/incidents/${cases[0]}`, { key: viewer })).json();
    expect(Object.values(can)).not.toContain(true);
  });

  test('that is not there is 404', async () => {
    for (const path of ['', '/record', '/history']) expect((await api.request(`/api/incidents/none${path}`, { key })).status).toBe(404);
  });
});

test('the inbox shows what waits', async () => {
  const page = await get('/api/proposals');
  expect(page).toMatchObject({
    items: [
      {
        proposal: { incidentId: cases[0] },
        incident: { id: cases[0] },
        diagnosis: { rootCause: 'The heap is exhausted.', method: 'rule' },
      },
    ],
    nextCursor: null,
  });
  expect(await get(`/api/proposals/${cases[0]}`)).toEqual(page.items[0]);
  expect((await api.request(`/api/proposals/${cases[1]}`, { key })).status).toBe(404);
});

describe('jobs and runs', () => {
  test('are listed with their cases', async () => {
    const { items } = await get('/api/jobs?platform=local');
    expect(items).toEqual([
      expect.objectContaining({
        key: 'settlement',
        declared: true,
        incidents: 4,
        openIncidents: 3,
        breaker: { state: 'closed', failures: 0, probeAt: null },
      }),
    ]);
    expect(await get(`/api/jobs/${items[0].id}`)).toEqual(items[0]);
    expect((await get(`/api/jobs/${items[0].id}/runs?limit=3`)).items).toHaveLength(3);
    expect((await get('/api/runs?platform=http')).items).toContainEqual(
      expect.objectContaining({ job: 'load', key: '100%_sure', incidentStatus: 'DETECTED' }),
    );
    expect((await get('/api/jobs?q=settle')).items).toHaveLength(1);
    expect((await api.request('/api/jobs/none', { key })).status).toBe(404);
  });

  test('a job is started once per key, and who did it is on record', async () => {
    const [job] = (await get('/api/jobs?platform=local')).items;
    const start = (headers: Record<string, string>) => api.request(`/api/jobs/${job.id}/runs`, { method: 'POST', key, headers });
    const first = await start({ 'idempotency-key': 'now-1' });
    const again = await start({ 'idempotency-key': 'now-1' });
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(await again.json()).toEqual(await first.json());
    await start({});
    expect(new Set(startedRuns.map((input) => input.key)).size).toBe(2);
    expect(startedRuns[0]).toMatchObject({ tenantId: testTenant, platform: 'local', jobKey: 'settlement' });
    expect(startedRuns.every((input) => (input.key ?? '').length <= 64)).toBe(true);
  });

  test('a job of a platform that starts nothing is a conflict', async () => {
    const [job] = (await get('/api/jobs?platform=http')).items;
    expect((await api.request(`/api/jobs/${job.id}/runs`, { method: 'POST', key })).status).toBe(409);
  });
});

test('platforms are listed and swept', async () => {
  expect((await get('/api/platforms')).items).toEqual([
    expect.objectContaining({ id: 'local', jobs: 1, capabilities: expect.objectContaining({ submits: true }) }),
  ]);
  expect((await api.request('/api/platforms/local/sweep', { method: 'POST', key })).status).toBe(202);
  expect((await api.request('/api/platforms/none/sweep', { method: 'POST', key })).status).toBe(404);
});

describe('policies', () => {
  const put = (scope: string, body: unknown) => api.request(`/api/policies/${encodeURIComponent(scope)}`, { method: 'PUT', body, key });

  test('are set by scope and merged', async () => {
    expect(
      await (await put('tenant', { body: { maxResubmissionsPerRun: 2, backOff: { firstMs: 5 } }, note: 'try less' })).json(),
    ).toMatchObject({ scope: 'tenant', note: 'try less' });
    expect((await put('application:billing', { body: { maxResubmissionsPerRun: 1 } })).status).toBe(200);
    expect(await get('/api/policies/effective?job=settlement')).toMatchObject({
      policy: { maxResubmissionsPerRun: 1, backOff: { firstMs: 5, factor: 2 } },
    });
    expect(await get('/api/policies/effective')).toMatchObject({ policy: { maxResubmissionsPerRun: 2 }, job: null });
    expect(await get('/api/policies')).toMatchObject({
      default: { maxResubmissionsPerRun: 3 },
      items: [{ scope: 'application:billing' }, { scope: 'tenant' }],
    });
    expect((await get(`/api/incidents?q=${cases[0]}`)).items[0].maxAttempts).toBe(1);
  });

  test.each([
    ['tenant', { body: { maxResubmissionsPerRun: -1 } }, 400, 'body.maxResubmissionsPerRun'],
    ['tenant', { body: { retries: 3 } }, 400, 'body.retries'],
    ['tenant', { body: { escalateBelow: 0.9 } }, 400, 'body.escalateBelow'],
    [
      'tenant',
      { body: { freezeWindows: [{ from: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z', reason: 'x' }] } },
      400,
      'body.freezeWindows[0].until',
    ],
    ['everything', { body: {} }, 400, 'scope'],
  ])('%s %j is refused by name', async (scope, body, status, field) => {
    const response = await put(scope, body);
    expect(response.status).toBe(status);
    expect(Object.keys((await response.json()).error.details)).toContain(field);
  });

  test('of what is not there are 404', async () => {
    expect((await put('job:none', { body: {} })).status).toBe(404);
    expect((await api.request('/api/policies/effective?job=none', { key })).status).toBe(404);
  });
});

describe('the outbox', () => {
  let catcher: Server;
  beforeAll(async () => {
    const mail = {
      id: '00000001',
      receivedAt: '2026-11-21T03:00:00.000Z',
      from: 'a@b',
      to: ['c@d'],
      bytes: 10,
      subject: 'Hi',
      messageId: 'm1@localhost',
      incidentId: null,
      purpose: null,
    };
    catcher = createServer((request, response) => {
      const found =
        request.url === '/messages/00000001'
          ? { ...mail, text: 'Hello', html: null, headers: [] }
          : request.url?.startsWith('/messages?limit=50')
            ? { messages: [mail], next: null, total: 1 }
            : null;
      response.writeHead(found === null ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {}));
    });
    await new Promise<void>((resolve) => catcher.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void catcher.close());

  test('lists mails by what came of them', async () => {
    expect((await get('/api/outbox')).items).toEqual([
      expect.objectContaining({
        key: 'mail-1',
        incidentId: cases[0],
        purpose: 'approval-request',
        to: 'approver@localhost',
        state: 'unknown',
        text: 'Please decide',
        note: 'the reply was lost',
      }),
    ]);
    expect((await get('/api/outbox?incident=none')).items).toEqual([]);
  });

  test('shows what the catcher received', async () => {
    const withCatcher = createTestApi(database.transact, {
      settings: { mailCatcherUrl: `http://127.0.0.1:${(catcher.address() as AddressInfo).port}` },
    });
    expect(await (await withCatcher.request('/api/outbox/caught', { key })).json()).toMatchObject({
      items: [{ id: '00000001', subject: 'Hi' }],
      note: null,
    });
    expect(await (await withCatcher.request('/api/outbox/caught/00000001', { key })).json()).toMatchObject({ text: 'Hello', html: '' });
    expect((await withCatcher.request('/api/outbox/caught/2', { key })).status).toBe(404);
    withCatcher.close();
  });

  test('says when there is no catcher, or when it is away', async () => {
    expect(await get('/api/outbox/caught')).toEqual({ items: [], nextCursor: null, note: expect.stringContaining('no mail catcher') });
    const away = createTestApi(database.transact, { settings: { mailCatcherUrl: 'http://127.0.0.1:9' } });
    expect((await away.request('/api/outbox/caught', { key })).status).toBe(503);
    away.close();
  });
});

test('no tenant sees another one', async () => {
  await database.orm.em.getConnection().execute(`insert into tenant (id, name) values ('other', 'Other') on conflict do nothing`);
  const { makeApiKey } = await import('./auth/api-key.ts');
  const { saveApiKey } = await import('../store/api-keys.ts');
  const made = makeApiKey();
  await database.transact('other', workflowActor, (tx) =>
    saveApiKey(tx, { id: made.id, hash: made.hash, name: 'other', role: 'admin', expiresAt: null }),
  );
  expect((await (await api.request('/api/incidents', { key: made.key })).json()).items).toEqual([]);
  expect((await api.request(`/api/incidents/${cases[0]}`, { key: made.key })).status).toBe(404);
  expect((await api.request(`/api/incidents/${cases[0]}/comments`, { key: made.key, body: { text: 'hi' } })).status).toBe(404);
});
