import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHttpConnector } from './connector.ts';
import { httpSettings } from './settings.ts';

/** A scheduler that starts one run per key and remembers what it was asked. */
const asked: { method: string; url: string; headers: IncomingMessage['headers']; body: unknown }[] = [];
const runs = new Map<string, { id: string; state: string }>();
let base = '';
let loseNextReply = false;
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    const body = text === '' ? undefined : JSON.parse(text);
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    const url = new URL(request.url ?? '', 'http://x');
    const answer = (status: number, value: unknown) => void response.writeHead(status).end(JSON.stringify(value));
    if (request.method === 'POST') {
      const key = String(request.headers['idempotency-key']);
      const run = runs.get(key) ?? { id: `r${runs.size + 1}`, state: 'RUNNING' };
      runs.set(key, run);
      if (loseNextReply) {
        loseNextReply = false;
        return request.socket.destroy();
      }
      return answer(201, { run });
    }
    if (url.searchParams.has('key')) {
      const run = runs.get(url.searchParams.get('key') ?? '');
      return answer(200, { runs: run === undefined ? [] : [run] });
    }
    const run = [...runs.values()].find(({ id }) => id === url.pathname.split('/').at(-1));
    return run === undefined ? answer(404, {}) : answer(200, { ...run, message: 'disk full', ended: 1_700_000_000_000 });
  });
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  asked.length = 0;
  runs.clear();
});

const settings = () =>
  httpSettings.parse({
    name: 'scheduler',
    kind: 'http',
    allow: ['127.0.0.0/8'],
    jobs: {
      export: {
        application: 'billing',
        parameters: { day: 'today' },
        tunables: { chunk: { min: 10, max: 1000, default: 500, factor: 0.5, helps: ['RESOURCE'] } },
        submit: {
          url: `${base}/jobs/{job}/runs?day={day}`,
          headers: { 'Idempotency-Key': '{key}', 'X-Day': 'd {day}' },
          body: { chunk: '{chunk}', note: 'chunk {chunk}', nested: [{ day: '{day}' }], literal: '{{day}}' },
          run: '/run/id',
        },
        find: { url: `${base}/runs?key={key}`, run: '/runs/0/id' },
        run: {
          url: `${base}/runs/{run}`,
          state: '/state',
          succeeded: ['DONE'],
          failed: ['FAILED'],
          error: '/message',
          finishedAt: '/ended',
        },
      },
      silent: { application: 'billing' },
    },
  });

describe('a job that is started by a request', () => {
  it('fills every place in its own way, numbers as numbers', async () => {
    const connector = createHttpConnector(settings());
    const run = await connector.submit({ jobKey: 'export', key: 'k/1', parameters: { day: 'a b&c\r\nX-Evil: 1', chunk: 250 } });
    expect(run).toEqual({ platform: 'scheduler', jobKey: 'export', runKey: 'r1', try: 0 });
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: '/jobs/export/runs?day=a%20b%26c%0D%0AX-Evil%3A%201',
      body: { chunk: 250, note: 'chunk 250', nested: [{ day: 'a b&c\r\nX-Evil: 1' }], literal: '{day}' },
    });
    expect(asked[0]?.headers).toMatchObject({ 'idempotency-key': 'k/1', 'x-day': 'd a b&c X-Evil: 1' });
    expect(asked[0]?.headers['x-evil']).toBeUndefined();
  });
  it('is followed to its end', async () => {
    const connector = createHttpConnector(settings());
    const run = await connector.submit({ jobKey: 'export', key: 'k', parameters: {} });
    expect(await connector.readRun(run)).toMatchObject({ state: 'running', finishedAt: null, errorText: 'disk full' });
    runs.set('k', { id: 'r1', state: 'failed' });
    expect(await connector.readRun(run)).toMatchObject({ state: 'failed', reason: 'failed', finishedAt: '2023-11-14T22:13:20.000Z' });
    runs.set('k', { id: 'r1', state: 'DONE' });
    expect(await connector.readRun(run)).toMatchObject({ state: 'succeeded' });
    expect(await connector.readRun({ ...run, runKey: 'gone' })).toBeNull();
  });
  it('is found by its key after its reply was lost, and known not to be there otherwise', async () => {
    const connector = createHttpConnector(settings());
    loseNextReply = true;
    await expect(connector.submit({ jobKey: 'export', key: 'lost', parameters: {} })).rejects.toMatchObject({ kind: 'unknown-outcome' });
    expect(await connector.findSubmission({ jobKey: 'export', key: 'lost' })).toMatchObject({ runKey: 'r1' });
    expect(await connector.findSubmission({ jobKey: 'export', key: 'never' })).toBeNull();
  });
  it('says what it can do, and warns of what it cannot', async () => {
    const connector = createHttpConnector(settings());
    expect(connector.capabilities).toMatchObject({ submits: true, findsSubmissions: true, submitIsIdempotent: false, listsRuns: false });
    expect(['export', 'silent', 'constructor'].map((job) => connector.submitsJob?.(job))).toEqual([true, false, false]);
    expect(await connector.check()).toEqual([]);
    const { find: _find, ...bare } = settings().jobs['export'] ?? {};
    const risky = createHttpConnector({ ...settings(), jobs: { export: bare as never } });
    expect((await risky.check()).map(({ message }) => message)).toEqual([expect.stringContaining('nobody can tell')]);
  });
  it('is not reached in an inner network that nobody allowed', async () => {
    const connector = createHttpConnector({ ...settings(), allow: [] });
    await expect(connector.submit({ jobKey: 'export', key: 'k', parameters: {} })).rejects.toMatchObject({ kind: 'denied' });
    expect(asked).toEqual([]);
  });
});

describe('settings that cannot work', () => {
  const job = (changes: object) => httpSettings.safeParse({ name: 's', kind: 'http', jobs: { j: { application: 'a', ...changes } } });
  const run = { url: 'https://a.example/{run}', state: '/s', succeeded: ['ok'], failed: ['bad'] };
  it.each([
    ['a host that is filled in', { submit: { url: 'https://{day}.example/' }, run }, /host holds no placeholder/],
    ['a start that nobody can follow', { submit: { url: 'https://a.example/' } }, /has to be followed/],
    ['an unknown placeholder', { submit: { url: 'https://a.example/{dya}' }, run }, /\{dya\}, which is no parameter/],
    ['a key where it is not known', { run: { ...run, url: 'https://a.example/{key}' } }, /\{key\}, which is no parameter/],
    ['a file address', { run: { ...run, url: 'file:///etc/passwd' } }, /http or https/],
    ['a field that does not exist', { submitt: {} }, /submitt/],
  ])('%s', (_name, changes, message) => {
    const { error } = job(changes);
    expect(error === undefined ? '' : z.prettifyError(error)).toMatch(message);
  });
});
