import { z } from 'zod';
import type { ModelEndpoint } from './contract.ts';

/** The token endpoint gave none; `status` is null when it answered with something else than a token. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly status: number | null;
  constructor(status: number | null, message: string) {
    super(message);
    this.status = status;
  }
}

const TokenAnswer = z.object({ access_token: z.string().min(1).max(20_000) });

/** Asks for a token with client credentials (RFC 6749 §4.4). @throws TokenError */
export async function fetchToken(
  endpoint: Extract<ModelEndpoint, { kind: 'token' }>,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<string> {
  const response = await fetch(endpoint.tokenUrl, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: endpoint.clientId, client_secret: endpoint.clientSecret }),
    signal,
  });
  if (!response.ok) throw new TokenError(response.status, `The token endpoint answered ${response.status}`);
  const answer = TokenAnswer.safeParse(await response.json().catch(() => null));
  if (!answer.success) throw new TokenError(null, 'The token endpoint answered without an access_token');
  return answer.data.access_token;
}
