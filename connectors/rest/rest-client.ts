import { parseLosslessJson } from '../../domain/text/lossless-json.ts';
import { ConnectorError } from '../contract.ts';
import { createRateGate } from './rate-gate.ts';
import { readBounded } from './read-bounded.ts';
import { retryAfterOf, statusError, transportError } from './rest-errors.ts';

const megabyte = 1024 * 1024;

export interface RestClientOptions {
  /** Name of the platform, for messages. */
  readonly platform: string;
  /** Address that all paths are relative to. */
  readonly baseUrl: string;
  /** Headers that say who we are. `renew` is set after a 401: what was cached is no good any more. */
  readonly authorise: (renew: boolean, signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;
  /** The platform's own words in an error body. */
  readonly wordsOf?: (body: unknown, text: string) => string;
  /** For one request from its start to the last byte of its answer. */
  readonly timeoutMs?: number;
  readonly requestsPerSecond?: number;
  /** Another way to connect, e.g. one that refuses inner networks. */
  readonly fetch?: typeof fetch;
}

export interface RestRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** It changes something at the other side: a lost reply then is an unknown outcome. */
  readonly effect?: boolean;
  /** Longer answers are refused, or cut where texts are read. */
  readonly maxBytes?: number;
}

export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** JSON and texts over HTTP from one platform. Throws `ConnectorError` and nothing else; retries nothing but an expired sign-in. */
export interface RestClient {
  json(path: string, request?: RestRequest, signal?: AbortSignal): Promise<RestAnswer>;
  /** A text of any kind, cut to `maxBytes`. */
  text(
    path: string,
    request?: RestRequest,
    signal?: AbortSignal,
  ): Promise<{ readonly text: string; readonly cut: boolean; readonly headers: Headers }>;
  /** Requests sent so far. */
  readonly requests: number;
}

const shortened = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 500);

function defaultWords(body: unknown, text: string): string {
  const { message, error, detail } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const told = [message, error, detail].find((one) => typeof one === 'string');
  return shortened(typeof told === 'string' ? told : text);
}

function parsed(text: string): unknown {
  try {
    return parseLosslessJson(text);
  } catch {
    return undefined;
  }
}

/** Makes a client. Redirects are refused: an answer from elsewhere is not the platform's. */
export function createRestClient(options: RestClientOptions): RestClient {
  const {
    platform,
    baseUrl,
    authorise,
    wordsOf = defaultWords,
    timeoutMs = 30_000,
    requestsPerSecond = 10,
    fetch: connect = fetch,
  } = options;
  const gate = createRateGate(requestsPerSecond);
  let requests = 0;

  const addressOf = (path: string, query: RestRequest['query'] = {}): URL => {
    const url = new URL(`${baseUrl.replace(/\/+$/, '')}${path}`);
    for (const [name, value] of Object.entries(query))
      for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) url.searchParams.append(name, String(one));
    return url;
  };

  /** What goes wrong before the request is sent has had no effect. */
  const unsent = async <Value>(step: () => Promise<Value>): Promise<Value> => {
    try {
      return await step();
    } catch (error) {
      throw transportError(platform, error, false);
    }
  };

  const send = async (path: string, request: RestRequest, renew: boolean, signal: AbortSignal): Promise<Response> => {
    const headers = await unsent(async () => {
      const found = await authorise(renew, signal);
      await gate(signal);
      return found;
    });
    requests += 1;
    const { method = request.body === undefined ? 'GET' : 'POST', body } = request;
    try {
      return await connect(addressOf(path, request.query), {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
          ...request.headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal,
      });
    } catch (error) {
      throw transportError(platform, error, request.effect === true);
    }
  };

  const exchange = async (path: string, request: RestRequest, outer?: AbortSignal) => {
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(outer === undefined ? [] : [outer])]);
    const { effect = false, maxBytes = 16 * megabyte } = request;
    try {
      let response = await send(path, request, false, signal);
      if (response.status === 401) {
        await response.body?.cancel();
        response = await send(path, request, true, signal);
      }
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel();
        throw new ConnectorError(
          'denied',
          `${platform} redirects to another address, which is not followed: check its address and sign-in`,
        );
      }
      const { text, cut } = await readBounded(response, response.ok ? maxBytes : 64 * 1024);
      if (!response.ok) {
        const retryAfterMs = retryAfterOf(response.headers.get('retry-after'), Date.now());
        throw statusError(platform, { status: response.status, said: shortened(wordsOf(parsed(text), text)), retryAfterMs }, effect);
      }
      return { text, cut, status: response.status, headers: response.headers };
    } catch (error) {
      throw transportError(platform, error, effect);
    }
  };

  return {
    get requests() {
      return requests;
    },
    text: exchange,
    json: async (path, request = {}, signal) => {
      const { text, cut, status, headers } = await exchange(path, request, signal);
      const body = text.trim() === '' && !cut ? {} : cut ? undefined : parsed(text);
      if (body !== undefined) return { status, body, headers };
      const why = cut ? 'more than can be read' : 'something that is not JSON';
      throw new ConnectorError(request.effect === true ? 'unknown-outcome' : 'unavailable', `${platform} answered with ${why}`);
    },
  };
}
