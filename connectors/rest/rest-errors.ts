import { ConnectorError, type ConnectorErrorKind } from '../contract.ts';

/** Codes of connections that were never made: the request cannot have had an effect. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const codeOf = (error: unknown): string => {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code } = current as Error & { code?: unknown };
    if (typeof code === 'string') return code;
  }
  return '';
};

/** What a lower layer has judged already, e.g. an address that may not be called. */
const judged = (error: unknown): ConnectorError | null => {
  for (let current = error; current instanceof Error; current = current.cause) if (current instanceof ConnectorError) return current;
  return null;
};

const innermost = (error: unknown): string => {
  let message = String(error);
  for (let current = error; current instanceof Error; current = current.cause) message = current.message;
  return message;
};

/** An error of the transport. `effect` tells that the request may have changed something when its reply is lost. */
export function transportError(platform: string, error: unknown, effect: boolean): ConnectorError {
  const known = judged(error);
  if (known !== null) return known;
  const code = codeOf(error);
  const timedOut = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
  const what = timedOut ? 'did not answer in time' : `could not be reached: ${code === '' ? innermost(error) : code}`;
  const kind: ConnectorErrorKind = neverSent.has(code) || !effect ? 'unreachable' : 'unknown-outcome';
  return new ConnectorError(kind, `${platform} ${what}`, { cause: error });
}

/** `Retry-After` in milliseconds, from seconds or an HTTP date; null where there is none that can be read. */
export function retryAfterOf(value: string | null, now: number): number | null {
  if (value === null) return null;
  if (/^\d+(?:\.\d+)?$/.test(value.trim())) return Math.ceil(Number(value) * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

const kindOf = (status: number, effect: boolean): ConnectorErrorKind => {
  if (status === 401 || status === 403 || status === 407) return 'denied';
  if (status === 404 || status === 410) return 'not-found';
  if (status === 409) return 'conflict';
  if (status === 429) return 'rate-limited';
  if (status === 503) return 'unavailable';
  if (status >= 500) return effect ? 'unknown-outcome' : 'unavailable';
  return 'invalid';
};

/** An answer that says no. `said` is the platform's own words, bounded. */
export function statusError(
  platform: string,
  answer: { readonly status: number; readonly said: string; readonly retryAfterMs: number | null; readonly kind?: ConnectorErrorKind },
  effect: boolean,
): ConnectorError {
  const { status, said, retryAfterMs } = answer;
  return new ConnectorError(answer.kind ?? kindOf(status, effect), `${platform} answered ${status}${said === '' ? '' : `: ${said}`}`, {
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}
