import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { createFixtureAnswers, type Scenario } from './fixtures/answers.ts';
import { incidents } from './fixtures/incidents.ts';
import { summary } from './fixtures/summary.ts';

const csp =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
/** An API of made-up cases for looking at the screens before, or without, the real one. It also serves the built app as the product does. */
export function startFixtureApi(port: number, dist: string) {
  const answers = createFixtureAnswers();
  const live = new Set<ServerResponse>();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const json = (status: number, body: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (url.pathname === '/__scenario') {
      answers.reset(text as Scenario);
      return json(200, { scenario: text });
    }
    if (url.pathname === '/__new') {
      const id = `inc_NEW${Date.now()}`;
      (incidents as unknown[]).push(summary(id, 'late-service', { status: 'ANALYZING', openedAt: new Date().toISOString() }));
      for (const stream of live)
        stream.write(
          `event: record\nid: 1-${Date.now()}\ndata: ${JSON.stringify({ incidentId: id, kind: 'incident-detected', at: new Date().toISOString(), cursor: '1-1' })}\n\n`,
        );
      return json(200, { id });
    }
    if (url.pathname === '/health') {
      const ok = { state: 'ok', message: null };
      return json(200, {
        status: 'ok',
        version: '0.1.0',
        components: {
          database: ok,
          temporal: ok,
          worker: answers.scenario() === 'down' ? { state: 'down', message: 'No worker polls the queue' } : ok,
          mail: ok,
        },
      });
    }
    if (url.pathname === '/api/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }).write(': connected\n\n');
      live.add(response);
      response.on('close', () => live.delete(response));
      return;
    }
    if (url.pathname.startsWith('/api/')) {
      const always = ['/api/session', '/api/automation', '/api/incidents/overview'].includes(url.pathname);
      if (request.method !== 'GET')
        return json(...answers.write(request.method ?? '', url.pathname, text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)));
      if (answers.scenario() === 'slow' && !always) return;
      if (answers.scenario() === 'error' && !always) return json(503, answers.error('unavailable', 'The database does not answer'));
      return json(...answers.read(decodeURIComponent(url.pathname), url.searchParams));
    }
    const file = normalize(extname(url.pathname) === '' ? '/index.html' : url.pathname);
    const content = await readFile(join(dist, file)).catch(() => null);
    if (content === null) return void response.writeHead(404).end();
    response
      .writeHead(200, {
        'content-type': types[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': csp,
        'x-content-type-options': 'nosniff',
      })
      .end(content);
  };

  return createServer((request, response) => void answer(request, response).catch(() => response.destroy())).listen(port, '127.0.0.1');
}

if (process.argv[1] === import.meta.filename) {
  const port = Number(process.argv[2] ?? 8099);
  startFixtureApi(port, join(import.meta.dirname, '../../web/dist'));
  process.stdout.write(`Fixtures at http://127.0.0.1:${port}\n`);
}
