import { APICallError } from 'ai';
import type { CredentialCheck } from '../../domain/model/gate.ts';
import { cappedFetch } from './capped-fetch.ts';
import type { ModelEndpoint, ModelOptions } from './contract.ts';
import { toFailure } from './failure.ts';
import { fetchToken } from './fetch-token.ts';

/** How a credential begins; enough to tell two apart, useless to anybody else. */
export const masked = (credential: string): string =>
  credential.length < 12
    ? `${'•'.repeat(8)} (${credential.length} characters)`
    : `${credential.slice(0, 4)}…  (${credential.length} characters)`;

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** Something small that every endpoint lists for who may ask it. */
function listOf(endpoint: ModelEndpoint, key: string): { readonly url: string; readonly headers: Record<string, string> } {
  const base = withoutSlash(endpoint.baseUrl);
  if (endpoint.kind !== 'azure') return { url: `${base}/models`, headers: { authorization: `Bearer ${key}` } };
  const root = base.replace(/\/openai(?:\/v1)?$/, '');
  return { url: `${root}/openai/models?api-version=${encodeURIComponent(endpoint.apiVersion)}`, headers: { 'api-key': key } };
}

async function look(endpoint: ModelEndpoint, key: string, signal: AbortSignal): Promise<void> {
  const { url, headers } = listOf(endpoint, key);
  const response = await cappedFetch(() => undefined)(url, { headers, signal });
  if (response.ok) return;
  throw new APICallError({
    message: `status ${response.status}`,
    url,
    requestBodyValues: {},
    statusCode: response.status,
    responseHeaders: Object.fromEntries(response.headers),
    responseBody: await response.text(),
  });
}

/** Tries the credential: a token is fetched where the endpoint wants one, else the endpoint is asked for its list of models. */
export async function checkCredential(options: ModelOptions): Promise<CredentialCheck> {
  const { endpoint, secrets } = options;
  const signal = AbortSignal.timeout(options.timeoutMs);
  try {
    if (endpoint.kind === 'token') {
      const token = await fetchToken(
        endpoint,
        cappedFetch(() => undefined),
        signal,
      );
      return { ok: true, message: 'A token was given out.', credential: masked(token) };
    }
    await look(endpoint, endpoint.apiKey, signal);
    return { ok: true, message: 'The endpoint takes the credential.', credential: masked(endpoint.apiKey) };
  } catch (error) {
    if (signal.aborted) return { ok: false, message: `No answer within ${options.timeoutMs / 1000} seconds.`, credential: null };
    return { ok: false, message: toFailure(error, endpoint, secrets, Date.now()).hint, credential: null };
  }
}
