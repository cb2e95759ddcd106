import { ConnectorError } from '../contract.ts';
import { createRestClient, type RestClient } from '../rest/rest-client.ts';
import { signedIn, version as versionAnswer } from './schemas.ts';
import type { AirflowSettings } from './settings.ts';

/** The API of Airflow 3, or that of Airflow 2. */
export type ApiVersion = 'v2' | 'v1';

export interface SignIn {
  /** Which API is spoken; asked once and kept. */
  api(signal?: AbortSignal): Promise<ApiVersion>;
  authorise(renew: boolean, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
}

const basicOf = (username: string, password: string): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** What Airflow answers to a token that it cannot verify, e.g. after its secret was changed: a 403 where a 401 is meant. */
export const isBadToken = (status: number, said: string): boolean => status === 403 && /invalid jwt token/i.test(said);

async function answers(rest: RestClient, path: string, signal?: AbortSignal): Promise<boolean> {
  try {
    return versionAnswer.safeParse((await rest.json(path, {}, signal)).body).success;
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'not-found') return false;
    throw error;
  }
}

/** Finds out which API an Airflow speaks. @throws ConnectorError */
export async function findApi(name: string, rest: RestClient, signal?: AbortSignal): Promise<ApiVersion> {
  if (await answers(rest, '/api/v2/version', signal)) return 'v2';
  if (await answers(rest, '/api/v1/version', signal)) return 'v1';
  throw new ConnectorError('not-found', `${name}: neither /api/v2 nor /api/v1 of Airflow is at this address`);
}

/** Signs in with what the settings give: a token, basic authentication (Airflow 2), or a JWT that is kept in memory (Airflow 3). */
export function createSignIn(settings: AirflowSettings): SignIn {
  const { name, url, username = '', password = '', token, timeoutSeconds } = settings;
  const bearer: Readonly<Record<string, string>> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const desk = createRestClient({ platform: name, baseUrl: url, authorise: async () => bearer, timeoutMs: timeoutSeconds * 1000 });
  let known: ApiVersion | null = settings.version === 'auto' ? null : settings.version === '3' ? 'v2' : 'v1';
  let jwt: string | null = null;

  const api = async (signal?: AbortSignal): Promise<ApiVersion> => {
    known ??= await findApi(name, desk, signal);
    return known;
  };
  const fetchToken = async (signal: AbortSignal): Promise<string> => {
    const parsed = signedIn.safeParse((await desk.json('/auth/token', { body: { username, password } }, signal)).body);
    if (!parsed.success) throw new ConnectorError('unavailable', `${name} answered the sign-in with something that holds no token`);
    return parsed.data;
  };
  return {
    api,
    authorise: async (renew, signal) => {
      if (token !== undefined) return bearer;
      if ((await api(signal)) === 'v1') return { authorization: basicOf(username, password) };
      if (renew || jwt === null) jwt = await fetchToken(signal);
      return { authorization: `Bearer ${jwt}` };
    },
  };
}
