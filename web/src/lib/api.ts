import { ApiError, errorFrom } from './api-error.ts';
import type { Session } from './contract.ts';

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

let session: Promise<Session> | null = null;

/** Who is signed in, and the token that writes need. Asked once and kept; `fresh` asks again. */
export function readSession(fresh = false): Promise<Session> {
  if (session === null || fresh) {
    const asked = send<Session>('GET', '/api/session', {});
    session = asked;
    asked.catch(() => {
      if (session === asked) session = null;
    });
  }
  return session;
}

/** The path with its query; empty values are left out. */
export function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Reads JSON. A lost session is renewed once. */
export async function get<Answer>(path: string, options: { readonly query?: Query; readonly signal?: AbortSignal } = {}): Promise<Answer> {
  await readSession();
  return renewing(() => send<Answer>('GET', withQuery(path, options.query), { signal: options.signal }));
}

/** Writes JSON with the session's token and a key that makes a repeat harmless. */
export async function write<Answer>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
  const idempotencyKey = randomKey();
  return renewing(async () => {
    const { csrfToken } = await readSession();
    return send<Answer>(method, path, { body, headers: { 'X-CSRF-Token': csrfToken, 'Idempotency-Key': idempotencyKey } });
  });
}

async function renewing<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    await readSession(true);
    return call();
  }
}

interface SendOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

async function send<Answer>(method: string, path: string, options: SendOptions): Promise<Answer> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {
    method,
    headers,
    credentials: 'same-origin',
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError({ status: 0, code: 'offline', message: 'Nightshift cannot be reached', cause });
  });
  if (response.status === 204) return undefined as Answer;
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw errorFrom(response.status, body);
  if (body === undefined)
    throw new ApiError({ status: response.status, code: 'unreadable', message: 'The server answered with something that is not JSON' });
  return body as Answer;
}

/** A random key; `crypto.randomUUID` does not exist on plain HTTP beyond loopback. */
const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
