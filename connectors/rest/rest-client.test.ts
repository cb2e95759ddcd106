import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { ConnectorError } from '../contract.ts';
import { tallied } from './request-tally.ts';
import { createRestClient, type RestClientOptions, type RestRequest } from './rest-client.ts';
import { retryAfterOf } from './rest-errors.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const clientOf = (baseUrl: string, options: Partial<RestClientOptions> = {}) =>
  createRestClient({ platform: 'acme', baseUrl, authorise: async () => ({}), timeoutMs: 400, requestsPerSecond: 1000, ...options });

async function failureOf(baseUrl: string, request: RestRequest = {}, options: Partial<RestClientOptions> = {}): Promise<ConnectorError> {
  try {
    await clientOf(baseUrl, options).json('/thing', request);
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error('It did not fail');
}
const effect: RestRequest = { body: {}, effect: true };

describe('answers', () => {
  it('keeps every digit and drops what no database can store', async () => {
    const url = await serve((_request, response) => void response.end('{"id":9223372036854775807,"small":7,"text":"a\\u0000b"}'));
    expect((await clientOf(url).json('/thing')).body).toEqual({ id: '9223372036854775807', small: 7, text: 'ab' });
  });
  it('repeats a name for every value of a query', async () => {
    let asked = '';
    const url = await serve((request, response) => void ((asked = request.url ?? ''), response.end('{}')));
    await clientOf(`${url}/base/`).json('/thing', { query: { state: ['a', 'b c'], limit: 3, none: undefined } });
    expect(asked).toBe('/base/thing?state=a&state=b+c&limit=3');
  });
  it('signs in anew once after a 401', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.statusCode = request.headers.authorization === 'fresh' ? 200 : 401;
      response.end('{"message":"expired"}');
    });
    const client = clientOf(url, { authorise: async (renew) => ({ authorization: renew ? 'fresh' : 'old' }) });
    let sent = 0;
    await tallied(
      () => client.json('/thing', effect),
      async (requests) => void (sent = requests),
    );
    expect(seen).toEqual(['old', 'fresh']);
    expect(sent).toBe(2);
    expect((await failureOf(url, effect)).kind).toBe('denied');
  });
  it('cuts a text that is too long, and refuses JSON that is', async () => {
    const url = await serve((_request, response) => void response.end('x'.repeat(5_000)));
    expect(await clientOf(url).text('/thing', { maxBytes: 1_000 })).toMatchObject({ text: 'x'.repeat(1_000), cut: true });
    expect((await failureOf(url, { maxBytes: 1_000 })).message).toBe('acme answered with more than can be read');
  });
  it('counts what comes out of a packed answer, not what went in', async () => {
    const bomb = gzipSync('[' + '0,'.repeat(5_000_000) + '0]');
    const url = await serve((_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    expect((await failureOf(url, { maxBytes: 100_000 })).kind).toBe('unavailable');
  });
});

describe('failures', () => {
  it.each([
    [400, 'invalid', 'invalid'],
    [403, 'denied', 'denied'],
    [404, 'not-found', 'not-found'],
    [409, 'conflict', 'conflict'],
    [429, 'rate-limited', 'rate-limited'],
    [500, 'unavailable', 'unknown-outcome'],
    [502, 'unavailable', 'unknown-outcome'],
    [503, 'unavailable', 'unavailable'],
    [302, 'denied', 'denied'],
  ] as const)('%i on reading is %s, on an effect %s', async (status, reading, acting) => {
    const url = await serve((_request, response) => void response.writeHead(status, { location: '/login' }).end('{"message":"no"}'));
    expect((await failureOf(url)).kind).toBe(reading);
    expect((await failureOf(url, effect)).kind).toBe(acting);
  });
  it('hands on the pause that a busy platform asks for', async () => {
    const url = await serve((_request, response) => void response.writeHead(429, { 'retry-after': '7' }).end());
    expect((await failureOf(url)).retryAfterMs).toBe(7_000);
  });
  it.each<[string, RequestListener]>([
    ['HTML with 200', (_request, response) => void response.end('<html>sign in</html>')],
    ['a reply that hangs', () => undefined],
    ['a reply that drips', (_request, response) => void setInterval(() => response.write(' '), 50).unref()],
    ['a reply that breaks off', (_request, response) => (response.write('{"a":'), void setTimeout(() => response.destroy(), 20))],
    ['a connection that is cut', (request) => void request.socket.destroy()],
  ])('%s: nobody knows what an effect has done', async (_name, listener) => {
    const url = await serve(listener);
    expect(['unavailable', 'unreachable']).toContain((await failureOf(url)).kind);
    expect((await failureOf(url, effect)).kind).toBe('unknown-outcome');
  });
  it('knows that nothing was sent where no connection was made', async () => {
    const url = await serve(() => undefined);
    servers.splice(0).forEach((server) => server.close());
    expect((await failureOf(url, effect)).kind).toBe('unreachable');
  });
  it('says what the platform said, and no more than fits', async () => {
    const url = await serve(
      (_request, response) => void response.writeHead(400).end(JSON.stringify({ message: `Job 1 ${'x'.repeat(900)}` })),
    );
    const { message } = await failureOf(url);
    expect(message.startsWith('acme answered 400: Job 1 x')).toBe(true);
    expect(message.length).toBeLessThan(540);
  });
});

describe('Retry-After', () => {
  it.each([
    ['3', 3_000],
    ['1.5', 1_500],
    ['Wed, 21 Oct 2015 07:28:05 GMT', 5_000],
    ['soon', null],
    [null, null],
  ])('%s', (value, expected) => expect(retryAfterOf(value, Date.parse('2015-10-21T07:28:00Z'))).toBe(expected));
});
