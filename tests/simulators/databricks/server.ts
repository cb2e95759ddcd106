import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError } from './api-error.ts';
import { answerOf, type Body } from './routes.ts';
import type { Workspace } from './workspace.ts';

export interface DatabricksSimulator {
  readonly url: string;
  readonly token: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Makes every OAuth token that was handed out worthless. */
  expireTokens(): void;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const parseBody = (text: string): Body =>
  text === ''
    ? {}
    : (JSON.parse(text, (_name: string, value: unknown, context?: { source?: string }) =>
        typeof value === 'number' && !Number.isSafeInteger(value) ? context?.source : value,
      ) as Body);

/** A workspace that speaks the Jobs API over HTTP, with a personal access token or OAuth for a service principal. */
export async function startDatabricks(workspace: Workspace, port = 0): Promise<DatabricksSimulator> {
  const token = `dapi${'0123456789abcdef'.repeat(2)}`;
  const [clientId, clientSecret] = ['principal', 'dose-of-secrecy'];
  let generation = 1;
  const server = createServer((request, response) => {
    void (async () => {
      const answer = (status: number, body: object) =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://workspace');
      const text = await bodyOf(request);
      if (pathname === '/.well-known/databricks-config') return answer(200, { oidc_endpoint: `http://${request.headers.host}/oidc` });
      if (pathname === '/oidc/.well-known/oauth-authorization-server') {
        const here = `http://${request.headers.host}/oidc/v1`;
        return answer(200, { issuer: here, authorization_endpoint: `${here}/authorize`, token_endpoint: `${here}/token` });
      }
      if (pathname === '/oidc/v1/token') {
        const right = request.headers.authorization === `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
        const asked = new URLSearchParams(text).get('grant_type') === 'client_credentials';
        return right && asked
          ? answer(200, { access_token: `oauth-${generation}`, token_type: 'Bearer', expires_in: 3600 })
          : answer(401, { error: 'invalid_client' });
      }
      if (![`Bearer ${token}`, `Bearer oauth-${generation}`].includes(request.headers.authorization ?? ''))
        return answer(401, { error_code: 'UNAUTHENTICATED', message: 'Invalid access token.' });
      try {
        answer(200, answerOf(workspace, request.method ?? 'GET', pathname, searchParams, parseBody(text)));
      } catch (error) {
        if (error instanceof ApiError) answer(error.status, { error_code: error.errorCode, message: error.message });
        else answer(500, { error_code: 'INTERNAL_ERROR', message: String(error) });
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    clientId,
    clientSecret,
    expireTokens: () => void (generation += 1),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
