import { APICallError } from 'ai';
import { z } from 'zod';
import type { ModelFailure } from '../../domain/model/types.ts';
import { cleanText } from '../../domain/text/clean-text.ts';
import { redact } from '../../domain/text/redact.ts';
import { TooLargeError } from './capped-fetch.ts';
import type { ModelEndpoint } from './contract.ts';
import { TokenError } from './fetch-token.ts';

/** Why a question got no answer. */
export interface Failure {
  readonly outcome: ModelFailure;
  readonly hint: string;
  readonly retryAfterMs: number | null;
  /** The endpoint does not know structured output and may be asked without. */
  readonly withoutSchema: boolean;
}

const failure = (outcome: ModelFailure, hint: string, more: Partial<Failure> = {}): Failure => ({
  outcome,
  hint,
  retryAfterMs: null,
  withoutSchema: false,
  ...more,
});

const ErrorAnswer = z.object({
  error: z.union([z.string(), z.object({ message: z.string().nullish(), code: z.unknown(), type: z.unknown(), param: z.unknown() })]),
});

/** What the endpoint itself says, in one bounded line. */
function ownWords(body: string | undefined): { readonly message: string; readonly codes: string } {
  try {
    const { error } = ErrorAnswer.parse(JSON.parse(body ?? ''));
    if (typeof error === 'string') return { message: error, codes: error };
    return { message: error.message ?? '', codes: [error.code, error.type, error.param].map(String).join(' ') };
  } catch {
    return { message: '', codes: '' };
  }
}

const hour = 3_600_000;

/** `Retry-After` in seconds or as a date, or the finer header that some send; bounded to an hour. */
export function announcedDelay(headers: Readonly<Record<string, string>> | undefined, now: number): number | null {
  const fine = Number(headers?.['retry-after-ms']);
  if (Number.isFinite(fine) && fine > 0) return Math.min(fine, hour);
  const given = headers?.['retry-after'];
  if (given === undefined) return null;
  const ms = /^\d+(?:\.\d+)?$/.test(given) ? Number(given) * 1000 : Date.parse(given) - now;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, hour) : null;
}

const credential: Readonly<Record<ModelEndpoint['kind'], string>> = {
  openai: 'OPENAI_API_KEY',
  azure: 'AZURE_OPENAI_API_KEY',
  compatible: 'LOCAL_LLM_API_KEY',
  token: 'NTT_ID, NTT_SECRET and what the token begins with',
};
const address: Readonly<Record<ModelEndpoint['kind'], string>> = {
  openai: 'LLM_BASE_URL',
  azure: 'AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_DEPLOYMENT',
  compatible: 'LOCAL_LLM_BASE_URL',
  token: 'LLM_BASE_URL',
};

function ofStatus(status: number, error: APICallError, endpoint: ModelEndpoint, now: number): Failure {
  const { message, codes } = ownWords(error.responseBody);
  const said = message === '' ? '' : ` and says "${message}"`;
  const answered = `The model endpoint answered ${status}${said}.`;
  if (/content_filter|content_policy/.test(codes)) return failure('refused', `${answered} The provider's content filter stopped it.`);
  if (status === 402 || /insufficient_quota|billing/.test(codes))
    return failure('quota', `${answered} The quota of the account at the provider is used up: check plan and billing there.`);
  if (status === 429)
    return failure('rate-limited', `${answered} It is asked again later.`, { retryAfterMs: announcedDelay(error.responseHeaders, now) });
  if (status === 401 || status === 403)
    return failure('unauthorised', `Error querying the model: ${answered} Renew the credential: check ${credential[endpoint.kind]}.`);
  if (status >= 500) return failure('failed', `${answered} The provider has a problem; it is asked again later.`);
  const hint = `${answered} Check ${credential[endpoint.kind]}, the model id "${endpoint.model}", ${address[endpoint.kind]}, and the fields that the endpoint takes.`;
  return failure('rejected', hint, { withoutSchema: /response_format|json_schema|structured/i.test(`${message} ${codes}`) });
}

function ofError(error: unknown, endpoint: ModelEndpoint, now: number): Failure {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if (current instanceof TooLargeError) return failure('too-large', `${current.message}: check ${address[endpoint.kind]}.`);
    if (current instanceof TokenError) {
      const refused = current.status !== null && current.status < 500;
      const hint = `Error querying the model: ${current.message}. Check NTT_ID, NTT_SECRET and LLM_TOKEN_URL.`;
      return failure(refused || current.status === null ? 'unauthorised' : 'failed', hint);
    }
  }
  if (APICallError.isInstance(error) && error.statusCode !== undefined) {
    if (error.statusCode >= 400) return ofStatus(error.statusCode, error, endpoint, now);
    return failure(
      'invalid',
      `The model endpoint answered ${error.statusCode} with something that is no answer: check ${address[endpoint.kind]}.`,
    );
  }
  return failure(
    'unreachable',
    `The model endpoint cannot be reached or broke the connection: check ${address[endpoint.kind]} and the network.`,
  );
}

/** Turns whatever went wrong into an outcome with a hint for people; never shows a credential. */
export function toFailure(error: unknown, endpoint: ModelEndpoint, secrets: readonly string[], now: number): Failure {
  const found = ofError(error, endpoint, now);
  return { ...found, hint: cleanText(redact(found.hint, secrets), { maxBytes: 600 }).replace(/\s+/g, ' ') };
}
