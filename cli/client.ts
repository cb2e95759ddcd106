import { CliError, type ExitCode, exitCodes } from './exit-codes.ts';

export interface ClientOptions {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly timeoutMs?: number;
}

/** Talks to the HTTP API. */
export interface Client {
  get<Answer>(path: string, query?: Readonly<Record<string, string | number | undefined>>): Promise<Answer>;
  send<Answer>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    /** Longer than usual, for what takes its time. */
    options?: { readonly timeoutMs: number },
  ): Promise<{ readonly status: number; readonly answer: Answer }>;
  /** An answer that is no JSON, as it comes. */
  text(path: string, query?: Readonly<Record<string, string | number | undefined>>): Promise<string>;
  /** Like `get`, whatever the status. */
  look<Answer>(path: string): Promise<{ readonly status: number; readonly answer: Answer }>;
}

interface ErrorAnswer {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly details?: Readonly<Record<string, unknown>>;
    readonly requestId?: string;
  };
}

const exitCodeOf: Readonly<Record<number, ExitCode>> = {
  400: exitCodes.invalid,
  401: exitCodes.notAllowed,
  403: exitCodes.notAllowed,
  404: exitCodes.notFound,
  409: exitCodes.conflict,
  412: exitCodes.conflict,
  413: exitCodes.invalid,
  415: exitCodes.invalid,
  429: exitCodes.unreachable,
  503: exitCodes.unreachable,
};

const isLoopback = (url: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

function toError(status: number, answer: ErrorAnswer | null): CliError {
  const { message, requestId, details } = answer?.error ?? {};
  const said = message ?? `The server answered ${status}`;
  const trace = status >= 500 && requestId ? ` (request ${requestId})` : '';
  return new CliError(exitCodeOf[status] ?? exitCodes.failed, `${said}${trace}`, details ?? null);
}

function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** With an API key, or on this machine with the local session. */
export function createClient({ url, apiKey, timeoutMs = 30_000 }: ClientOptions): Client {
  const base = url.replace(/\/+$/, '');
  let session: Promise<Readonly<Record<string, string>>> | undefined;

  const ask = async (path: string, init: RequestInit, patienceMs = timeoutMs): Promise<Response> => {
    try {
      return await fetch(`${base}${path}`, { ...init, signal: AbortSignal.timeout(patienceMs), redirect: 'error' });
    } catch (cause) {
      throw new CliError(
        exitCodes.unreachable,
        `Nightshift cannot be reached at ${base}: is it running? Start it with "npm start", or say where it is with --url`,
        { cause: String(cause) },
      );
    }
  };

  const signIn = async (): Promise<Readonly<Record<string, string>>> => {
    const response = await ask('/api/session', {});
    const answer = (await response.json().catch(() => null)) as (ErrorAnswer & { csrfToken?: string }) | null;
    if (!response.ok) throw toError(response.status, answer);
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return { cookie, 'x-csrf-token': answer?.csrfToken ?? '' };
  };

  const credentials = async (): Promise<Readonly<Record<string, string>>> => {
    if (apiKey !== undefined && apiKey !== '') return { authorization: `Bearer ${apiKey}` };
    if (!isLoopback(base))
      throw new CliError(exitCodes.notAllowed, `An API key is needed for ${base}: pass --api-key or set NIGHTSHIFT_API_KEY`);
    session ??= signIn();
    return session;
  };

  const respond = async (method: string, path: string, body?: unknown, patienceMs?: number): Promise<Response> =>
    ask(
      path,
      {
        method,
        headers: {
          ...(await credentials()),
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      patienceMs,
    );

  const request = async <Answer>(method: string, path: string, body?: unknown, patienceMs?: number) => {
    const response = await respond(method, path, body, patienceMs);
    return { response, answer: (await response.json().catch(() => null)) as Answer };
  };

  return {
    async get<Answer>(path: string, query: Readonly<Record<string, string | number | undefined>> = {}) {
      const { response, answer } = await request<Answer>('GET', withQuery(path, query));
      if (!response.ok) throw toError(response.status, answer as ErrorAnswer | null);
      return answer;
    },
    async send<Answer>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, options?: { readonly timeoutMs: number }) {
      const { response, answer } = await request<Answer>(method, path, body, options?.timeoutMs);
      if (!response.ok) throw toError(response.status, answer as ErrorAnswer | null);
      return { status: response.status, answer };
    },
    async text(path, query = {}) {
      const response = await respond('GET', withQuery(path, query));
      if (!response.ok) throw toError(response.status, (await response.json().catch(() => null)) as ErrorAnswer | null);
      return response.text();
    },
    async look<Answer>(path: string) {
      const response = await ask(path, {});
      return { status: response.status, answer: (await response.json().catch(() => null)) as Answer };
    },
  };
}
