import { parseLosslessJson } from '../../domain/text/lossless-json.ts';
import { ConnectorError, type ConnectorErrorKind } from '../contract.ts';
import { createRateGate } from './rate-gate.ts';
import { readBounded, readTail } from './read-bounded.ts';
import { tallyRequest } from './request-tally.ts';
import { retryAfterOf, statusError, transportError } from './rest-errors.ts';

const megabyte = 1024 * 1024;

export interface RestClientOptions {
  /** Name of the platform, for messages. */
  readonly platform: string;
  /** Address that all paths are relative to. */
  readonly baseUrl: string;
  /** Headers that say who we are. `renew` is set after a 401: what was cached is no good any more. */
  readonly authorise: (renew: boolean, signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;
  /** Where a platform says by other means than the status what kind of no it is. */
  readonly kindOf?: (status: number, said: string) => ConnectorErrorKind | undefined;
  /** Where a platform says by other means than a 401 that what we signed in with is no good any more. */
  readonly isSignedOut?: (status: number, said: string) => boolean;
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
  /** Sent as a form instead of JSON. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** It changes something at the other side: a lost reply then is an unknown outcome. */
  readonly effect?: boolean;
  /** Longer answers are refused, or cut where texts are read. */
  readonly maxBytes?: number;
  /** Of a text that is longer the end is kept, and at most this much is read to get there. */
  readonly tailWithin?: number;
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

/** What a request carries, as it goes over the wire. */
function contentOf({ body, form }: RestRequest): { readonly type: string; readonly text: string } | null {
  if (form !== undefined) return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(form).toString() };
  return body === undefined ? null : { type: 'application/json', text: JSON.stringify(body) };
}

/** Makes a client. Redirects are refused: an answer from elsewhere is not the platform's. */
export function createRestClient(options: RestClientOptions): RestClient {
  const {
    platform,
    baseUrl,
    authorise,
    wordsOf = defaultWords,
    kindOf = () => undefined,
    isSignedOut = () => false,
    timeoutMs = 30_000,
    requestsPerSecond = 10,
    fetch: connect = fetch,
  } = options;
  const gate = createRateGate(requestsPerSecond);

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
    tallyRequest();
    const content = contentOf(request);
    const { method = content === null ? 'GET' : 'POST' } = request;
    try {
      return await connect(addressOf(path, request.query), {
        method,
        headers: {
          accept: 'application/json',
          ...(content === null ? {} : { 'content-type': content.type }),
          ...headers,
          ...request.headers,
        },
        ...(content === null ? {} : { body: content.text }),
        redirect: 'manual',
        signal,
      });
    } catch (error) {
      throw transportError(platform, error, request.effect === true);
    }
  };

  /** Why an answer says no. @throws ConnectorError for a redirect */
  const refusalOf = async (response: Response) => {
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new ConnectorError('denied', `${platform} redirects to another address, which is not followed: check its address and sign-in`);
    }
    const { text } = await readBounded(response, 64 * 1024);
    const said = shortened(wordsOf(parsed(text), text));
    const kind = kindOf(response.status, said);
    const retryAfterMs = retryAfterOf(response.headers.get('retry-after'), Date.now());
    return { status: response.status, said, retryAfterMs, ...(kind === undefined ? {} : { kind }) };
  };

  const exchange = async (path: string, request: RestRequest, outer?: AbortSignal) => {
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(outer === undefined ? [] : [outer])]);
    const { effect = false, maxBytes = 16 * megabyte, tailWithin } = request;
    try {
      let response = await send(path, request, false, signal);
      if (response.status === 401) {
        await response.body?.cancel();
        response = await send(path, request, true, signal);
      }
      let refusal = response.ok ? null : await refusalOf(response);
      if (refusal !== null && isSignedOut(response.status, refusal.said)) {
        response = await send(path, request, true, signal);
        refusal = response.ok ? null : await refusalOf(response);
      }
      if (refusal !== null) throw statusError(platform, refusal, effect);
      const { text, cut } =
        tailWithin === undefined ? await readBounded(response, maxBytes) : await readTail(response, maxBytes, tailWithin);
      return { text, cut, status: response.status, headers: response.headers };
    } catch (error) {
      throw transportError(platform, error, effect);
    }
  };

  return {
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
