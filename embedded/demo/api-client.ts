/** The demo talks to Nightshift as any program does: over HTTP, with an API key. */
export interface ApiClient {
  get<Answer>(path: string): Promise<Answer>;
  send<Answer>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: unknown): Promise<Answer>;
}

async function answerOf<Answer>(response: Response, what: string): Promise<Answer> {
  const body = (await response.json()) as Answer & { error?: { message: string; details?: unknown } };
  if (!response.ok)
    throw new Error(`${what} answered ${response.status}: ${body.error?.message ?? ''} ${JSON.stringify(body.error?.details ?? '')}`);
  return body;
}

const clientWith = (base: string, headers: Readonly<Record<string, string>>): ApiClient => ({
  get: async (path) => answerOf(await fetch(`${base}${path}`, { headers }), path),
  send: async (method, path, body) =>
    answerOf(
      await fetch(`${base}${path}`, { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      path,
    ),
});

/** A client that shows an API key. */
export const clientWithKey = (base: string, key: string): ApiClient => clientWith(base, { authorization: `Bearer ${key}` });

interface Session {
  readonly csrfToken: string;
}

/** Two ways in: the local admin's session, for the policy and for starting jobs, and a key of the demo approver, for verdicts. */
export interface DemoClients {
  readonly admin: ApiClient;
  readonly approver: ApiClient;
}

/** Signs in as the local admin and makes the demo approver a key that is valid for a day. */
export async function connect(base: string): Promise<DemoClients> {
  const response = await fetch(`${base}/api/session`);
  const { csrfToken } = await answerOf<Session>(response, '/api/session');
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const admin = clientWith(base, { cookie, 'x-csrf-token': csrfToken });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const { key } = await admin.send<{ key: string }>('POST', '/api/keys', { name: 'Demo approver', role: 'approver', expiresAt });
  return { admin, approver: clientWithKey(base, key) };
}
