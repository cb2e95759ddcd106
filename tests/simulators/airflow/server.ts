import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, ApiError, createRoutes } from './routes.ts';
import type { ApiVersion } from './shapes.ts';
import type { AirflowWorld } from './world.ts';

export interface AirflowSimulator {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Lines that a task writes before it fails. */
  logLines: number;
  /** What the user may not do: every such request is a 403. */
  forbidden: (method: string, path: string) => boolean;
  /** Makes every token that was handed out worthless: it ran out, or the secret that it was signed with was changed. */
  endTokens(how: 'expired' | 'other secret'): void;
  /** Method and path of every request that changed something. */
  readonly effects: readonly string[];
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** An Airflow that speaks the API of one version over HTTP: `v2` with a JWT, `v1` with basic authentication and problems as errors. */
export async function startAirflow(
  world: AirflowWorld,
  version: ApiVersion,
  release = version === 'v2' ? '3.3.2' : '2.10.5',
): Promise<AirflowSimulator> {
  const [username, password] = ['nightshift', 'midnight-oil'];
  const options = { release, logLines: 1 };
  const routes = createRoutes(world, version, options);
  const effects: string[] = [];
  const signIn = { generation: 1, how: 'expired' as 'expired' | 'other secret', forbidden: (_method: string, _path: string) => false };

  const send = (response: ServerResponse, { status = 200, type = 'application/json', headers, body }: Answer): void =>
    void response
      .writeHead(status, { 'content-type': type, ...headers })
      .end(type === 'application/json' ? JSON.stringify(body) : String(body));
  const refuse = (response: ServerResponse, status: number, detail: unknown): void =>
    version === 'v2'
      ? send(response, { status, body: { detail } })
      : send(response, {
          status,
          headers: { 'content-type': 'application/problem+json' },
          body: {
            type: 'about:blank',
            title: { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 409: 'Conflict' }[status] ?? 'Bad Request',
            status,
            detail,
          },
        });

  /** Why a request is not let in; null when it is. */
  const doorkeeper = ({ headers }: IncomingMessage): readonly [number, string] | null => {
    const { authorization = '' } = headers;
    if (version === 'v1')
      return authorization === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` ? null : [401, 'Unauthorized'];
    if (authorization === '') return [401, 'Not authenticated'];
    if (authorization === `Bearer jwt-${signIn.generation}`) return null;
    return signIn.how === 'expired' && authorization.startsWith('Bearer jwt-') ? [401, 'Token Expired'] : [403, 'Invalid JWT token'];
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://airflow');
    const text = await bodyOf(request);
    const { method = 'GET', headers } = request;
    if (version === 'v2' && pathname === '/auth/token' && method === 'POST') {
      const given = JSON.parse(text) as Record<string, unknown>;
      return given['username'] === username && given['password'] === password
        ? send(response, { status: 201, body: { access_token: `jwt-${signIn.generation}` } })
        : refuse(response, 401, 'Invalid credentials');
    }
    if (version === 'v2' && pathname.startsWith('/api/v1/'))
      return send(response, {
        status: 404,
        body: { error: '/api/v1 has been removed in Airflow 3, please use its upgraded version /api/v2 instead.' },
      });
    if (!pathname.startsWith(`/api/${version}/`))
      return send(response, { status: 404, type: 'text/html', body: '<h1>404 = lots of circles</h1>' });
    const path = pathname.split('/').slice(3).map(decodeURIComponent);
    const kept = path[0] === 'version' || path[0] === 'health' ? null : doorkeeper(request);
    if (kept !== null) return refuse(response, ...kept);
    if (signIn.forbidden(method, pathname)) return refuse(response, 403, 'Forbidden');
    const found = routes({ method, path, query: searchParams, body: text === '' ? {} : JSON.parse(text), accept: headers.accept ?? '' });
    if (found === undefined) return refuse(response, 404, 'Not Found');
    if (method === 'PATCH' || /clearTaskInstances$|dagRuns$/.test(pathname)) effects.push(`${method} ${pathname} ${text}`);
    send(response, 'body' in found ? (found as Answer) : { body: found });
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) =>
      error instanceof ApiError ? refuse(response, error.status, error.detail) : refuse(response, 500, String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    username,
    password,
    get logLines() {
      return options.logLines;
    },
    set logLines(lines) {
      options.logLines = lines;
    },
    get forbidden() {
      return signIn.forbidden;
    },
    set forbidden(rule) {
      signIn.forbidden = rule;
    },
    endTokens: (how) => {
      signIn.generation += 1;
      signIn.how = how;
    },
    effects,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
