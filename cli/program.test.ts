import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

let server: Server;
let url: string;
let asked: Asked[] = [];
let answers: Record<string, (count: number) => { status?: number; body: unknown }> = {};

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => (text += part));
    request.on('end', () => {
      const name = `${request.method} ${request.url}`;
      asked.push({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: text === '' ? undefined : JSON.parse(text),
      });
      const found = answers[name]?.(asked.filter((one) => `${one.method} ${one.path}` === name).length) ?? {
        status: 404,
        body: { error: { code: 'not-found', message: `no ${name}`, requestId: 'r1' } },
      };
      response.writeHead(found.status ?? 200, {
        'content-type': 'application/json',
        ...(request.url === '/api/session' ? { 'set-cookie': 'nightshift_session=abc; HttpOnly' } : {}),
      });
      response.end(JSON.stringify(found.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  asked = [];
  answers = { 'GET /api/session': () => ({ body: { csrfToken: 'token', person: {}, tenant: 'default' } }) };
});

async function run(...args: string[]) {
  let out = '';
  let err = '';
  const code = await runProgram(['--url', url, ...args], '1.2.3', { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

const proposal = {
  hash: 'a'.repeat(64),
  action: 'RETRY_WITH_NEW_PARAMS',
  changes: [{ name: 'memoryMb', before: 128, after: 256, unit: 'MB' }],
  riskTier: 'R2',
  expiresAt: new Date().toISOString(),
};
const applied = { messageId: 'msg_1', state: 'applied', kind: 'verdict', status: 'DECIDED', message: null, url: '/api/messages/msg_1' };

describe('credentials', () => {
  test('on this machine, the local session with its CSRF token, once', async () => {
    answers['PUT /api/automation'] = () => ({
      body: { stopped: true, reason: 'test', changedBy: 'Local admin', changedAt: new Date().toISOString() },
    });
    expect(await run('automation', 'stop', '--reason', 'test')).toMatchObject({
      code: 0,
      out: expect.stringContaining('All automation is stopped: test'),
    });
    expect(asked.map((one) => one.path)).toEqual(['/api/session', '/api/automation']);
    expect(asked[1]).toMatchObject({
      headers: { cookie: 'nightshift_session=abc', 'x-csrf-token': 'token' },
      body: { stopped: true, reason: 'test' },
    });
  });

  test('an API key instead, when there is one', async () => {
    answers['GET /api/keys'] = () => ({ body: { items: [] } });
    expect(await run('--api-key', 'nsk_x', 'keys', 'list')).toMatchObject({ code: 0, out: 'No keys.\n' });
    expect(asked).toMatchObject([{ path: '/api/keys', headers: { authorization: 'Bearer nsk_x' } }]);
  });

  test('elsewhere a key is needed', async () => {
    const err: string[] = [];
    expect(
      await runProgram(['--url', 'https://nightshift.example', 'keys', 'list'], '1', {
        out: () => undefined,
        err: (text) => void err.push(text),
      }),
    ).toBe(4);
    expect(err.join('')).toContain('NIGHTSHIFT_API_KEY');
  });
});

describe('exit codes', () => {
  test.each([
    [400, 2],
    [401, 4],
    [403, 4],
    [404, 5],
    [409, 6],
    [412, 6],
    [429, 3],
    [500, 1],
    [503, 3],
  ])('an answer of %i ends with %i', async (status, code) => {
    answers['GET /api/platforms'] = () => ({
      status,
      body: { error: { code: 'x', message: 'The reason', details: { field: 'is wrong' }, requestId: 'r9' } },
    });
    const ended = await run('platforms', 'list');
    expect(ended).toMatchObject({ code, out: '', err: expect.stringContaining('The reason') });
    if (code === 2) expect(ended.err).toContain('field: is wrong');
    if (status === 500) expect(ended.err).toContain('r9');
  });

  test('wrong usage ends with 2, help with 0, nobody there with 3', async () => {
    expect((await run('incidents', 'lst')).code).toBe(2);
    expect((await run('incidents', 'lst')).err).toContain('Did you mean list?');
    expect((await run('approvals', 'reject', 'inc_1')).code).toBe(2);
    expect((await run('approvals', 'amend', 'inc_1', '--param', 'nonsense')).err).toContain('name=value');
    expect((await run('trigger', '--platform', 'http')).code).toBe(2);
    expect((await run('--help')).out).toContain('Exit codes:');
    expect((await run('--version')).out).toBe('1.2.3\n');
    expect((await run('--url', 'ftp://x', 'status')).code).toBe(2);
    const err: string[] = [];
    expect(
      await runProgram(['--url', 'http://127.0.0.1:9', 'status'], '1', { out: () => undefined, err: (text) => void err.push(text) }),
    ).toBe(3);
    expect(err.join('')).toContain('npm start');
  });

  test('errors are JSON for programs', async () => {
    const { code, err } = await run('--json', 'incidents', 'show', 'inc_none');
    expect(code).toBe(5);
    expect(JSON.parse(err)).toEqual({ error: { message: 'no GET /api/incidents/inc_none' } });
  });
});

describe('approvals', () => {
  beforeEach(() => {
    answers['GET /api/proposals/inc_1'] = () => ({ body: { proposal, incident: {} } });
  });

  test('approve what stands now', async () => {
    answers['POST /api/incidents/inc_1/verdict'] = () => ({ body: applied });
    expect(await run('approvals', 'approve', 'inc_1')).toMatchObject({ code: 0, out: 'Done: the incident is DECIDED.\n' });
    expect(asked.at(-1)?.body).toEqual({ verdict: 'approve', hash: proposal.hash });
  });

  test('amend with values of their type', async () => {
    answers['POST /api/incidents/inc_1/verdict'] = () => ({ body: applied });
    await run('approvals', 'amend', 'inc_1', '-p', 'memoryMb=384', '-p', 'fast=true', '-p', 'name=x=y');
    expect(asked.at(-1)?.body).toEqual({ verdict: 'amend', hash: proposal.hash, parameters: { memoryMb: 384, fast: true, name: 'x=y' } });
  });

  test('a pending verdict is waited for', async () => {
    answers['POST /api/incidents/inc_1/verdict'] = () => ({ status: 202, body: { ...applied, state: 'pending' } });
    answers['GET /api/messages/msg_1'] = (count) => ({ body: count < 2 ? { ...applied, state: 'pending' } : applied });
    expect((await run('approvals', 'reject', 'inc_1', '--reason', 'no')).out).toContain('Done');
    expect((await run('approvals', 'reject', 'inc_1', '--reason', 'no', '--wait', '0')).out).toContain('Kept as msg_1');
  });

  test('a changed proposal is shown', async () => {
    answers['POST /api/incidents/inc_1/verdict'] = () => ({
      status: 412,
      body: { error: { code: 'stale', message: 'changed', details: { proposal: { ...proposal, hash: 'b'.repeat(64) } }, requestId: 'r' } },
    });
    expect(await run('approvals', 'approve', 'inc_1', '--hash', proposal.hash)).toMatchObject({
      code: 6,
      err: expect.stringContaining('memoryMb 128 → 256 MB (hash bbb'),
    });
  });

  test('are listed', async () => {
    answers['GET /api/proposals?limit=100'] = () => ({
      body: { items: [{ proposal, incident: { id: 'inc_1', job: { name: 'settle\u001b[31mment' }, cause: 'RESOURCE' } }] },
    });
    const { out } = await run('approvals', 'list');
    expect(out).toContain('memoryMb 128 → 256 MB');
    expect(out).not.toContain('\u001b[31m');
  });
});

test('a job is found by its name and started', async () => {
  answers['GET /api/jobs?q=heap&limit=200'] = () => ({
    body: {
      items: [
        { id: 'job_1', key: 'heap', name: 'Heap', platform: 'local' },
        { id: 'job_2', key: 'heap-2', name: 'Heap 2', platform: 'local' },
      ],
    },
  });
  answers['POST /api/jobs/job_1/runs'] = () => ({ status: 202, body: { workflowId: 'run:1', runKey: null } });
  expect(await run('jobs', 'run', 'heap')).toMatchObject({ code: 0, out: 'Heap is being started on local.\n' });
});

test('a failure is reported', async () => {
  answers['POST /api/triggers/failures'] = () => ({
    status: 202,
    body: { incidentId: 'inc_7', url: 'http://x/incidents/inc_7', created: true },
  });
  expect(
    (await run('trigger', '--platform', 'http', '--job', 'load', '--run', '12345678901234567890', '--error', 'boom', '-p', 'a=1')).out,
  ).toBe('Opened inc_7\nhttp://x/incidents/inc_7\n');
  expect(asked.at(-1)?.body).toEqual({
    platform: 'http',
    job: 'load',
    run: '12345678901234567890',
    errorText: 'boom',
    parameters: { a: 1 },
  });
});

describe('self-test', () => {
  const result = {
    check: 'llm',
    ok: true,
    outcome: 'answered',
    message: 'The model answered.',
    credential: null,
    answer: 'Hello.',
    tokensIn: 20,
    tokensOut: 3,
    ms: 12,
  };

  test('says what the model said, and how a token begins', async () => {
    answers['POST /api/model/check'] = () => ({ body: result });
    expect(await run('self-test', 'llm')).toMatchObject({ code: 0, out: expect.stringContaining('ok: Hello.') });
    expect(asked.at(-1)?.body).toEqual({ check: 'llm' });
    answers['POST /api/model/check'] = () => ({
      body: { ...result, check: 'auth', answer: null, message: 'A token was given out.', credential: 'eyJh…  (900 characters)' },
    });
    expect(await run('self-test', 'auth')).toMatchObject({ code: 0, out: expect.stringContaining('It begins eyJh…') });
  });

  test('ends with 1 and the precise failure', async () => {
    answers['POST /api/model/check'] = () => ({
      body: { ...result, ok: false, answer: null, message: 'The model endpoint answered 401.' },
    });
    expect(await run('self-test', 'llm')).toMatchObject({ code: 1, out: 'failed: The model endpoint answered 401.\n' });
    expect(JSON.parse((await run('--json', 'self-test', 'llm')).out)).toMatchObject({ ok: false });
  });
});
