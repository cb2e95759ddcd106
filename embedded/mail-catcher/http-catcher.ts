import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { MailStore } from './mail-store.ts';
import { readBody } from './read-mail.ts';

const defaultLimit = 50;
const largestLimit = 500;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

const json = (status: number, value: unknown): Answer => ({ status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) });
const failure = (status: number, code: string, message: string): Answer => json(status, { error: { code, message } });

function list(store: MailStore, query: URLSearchParams): Answer {
  const limit = Number(query.get('limit') ?? defaultLimit);
  const after = query.get('after');
  if (!Number.isInteger(limit) || limit < 1 || limit > largestLimit)
    return failure(400, 'invalid', `limit must be a whole number from 1 to ${largestLimit}`);
  if (after !== null && store.find(after) === null) return failure(400, 'invalid', 'after must be the id of a message');
  const messages = store.list({ limit, after });
  return json(200, { messages, next: messages.length === limit ? (messages.at(-1)?.id ?? null) : null, total: store.count() });
}

async function one(store: MailStore, id: string, raw: boolean): Promise<Answer> {
  const mail = store.find(id);
  if (mail === null) return failure(404, 'not-found', 'There is no message with this id');
  const content = await store.readRaw(id);
  return raw ? { status: 200, type: 'text/plain; charset=utf-8', body: content } : json(200, { ...mail, ...(await readBody(content)) });
}

async function answer(store: MailStore, request: IncomingMessage): Promise<Answer> {
  // Only loopback names: a page of another site that resolves its own name to this machine gets nothing.
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? ''))
    return failure(403, 'forbidden', 'This host name is not served');
  if (request.method !== 'GET' && request.method !== 'HEAD') return failure(405, 'invalid', 'Only GET is served');
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === '/health') return json(200, { status: 'ok', messages: store.count() });
  if (url.pathname === '/messages') return list(store, url.searchParams);
  const message = /^\/messages\/(\d{1,12})(\/raw)?$/.exec(url.pathname);
  return message?.[1] === undefined ? failure(404, 'not-found', 'There is no such page') : one(store, message[1], message[2] !== undefined);
}

function reply(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'no-store',
  });
  response.end(body);
}

/** Serves what was caught, for reading only. HTML of a mail is handed out as a JSON text, never as a page. */
export const createHttpCatcher = (store: MailStore): Server =>
  createServer((request, response) => {
    answer(store, request).then(
      (result) => reply(response, result),
      () => reply(response, failure(500, 'internal', 'The message could not be read')),
    );
  });
