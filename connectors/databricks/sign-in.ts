import { z } from 'zod';
import { ConnectorError } from '../contract.ts';
import { createRestClient } from '../rest/rest-client.ts';
import type { DatabricksSettings } from './settings.ts';

type Authorise = (renew: boolean, signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;

interface Token {
  readonly value: string;
  readonly until: number;
}

const tokenAnswer = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive().default(3600) });
/** A token is renewed this long before it ends, so that it does not end on the way. */
const marginMs = 60_000;

/** Signs in as a service principal, and keeps the token in memory for as long as it holds. */
function oauth({ name, url, timeoutSeconds }: DatabricksSettings, clientId: string, clientSecret: string): Authorise {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const client = createRestClient({
    platform: name,
    baseUrl: url,
    timeoutMs: timeoutSeconds * 1000,
    authorise: async () => ({ authorization: `Basic ${basic}` }),
  });
  let current: Token | null = null;
  return async (renew, signal) => {
    if (renew || current === null || current.until <= Date.now()) {
      const form = { grant_type: 'client_credentials', scope: 'all-apis' };
      const { body } = await client.json('/oidc/v1/token', { form }, signal);
      const parsed = tokenAnswer.safeParse(body);
      if (!parsed.success) throw new ConnectorError('unavailable', `${name} answered the sign-in with something that holds no token`);
      current = { value: parsed.data.access_token, until: Date.now() + parsed.data.expires_in * 1000 - marginMs };
    }
    return { authorization: `Bearer ${current.value}` };
  };
}

/** How requests to a workspace are authorised: by its token, or as a service principal. */
export function signIn(settings: DatabricksSettings): Authorise {
  const { token, clientId, clientSecret } = settings;
  if (clientId !== undefined && clientSecret !== undefined) return oauth(settings, clientId, clientSecret);
  return async () => ({ authorization: `Bearer ${token}` });
}
