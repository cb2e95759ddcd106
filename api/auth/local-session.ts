import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import type { Actor } from '../../domain/people/actor.ts';
import { ensurePerson } from '../../store/people.ts';
import { saveSession } from '../../store/sessions.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { AppError } from '../errors.ts';
import { sessionCookie, sessionIdOf } from './identify.ts';
import { isForeign } from './local-access.ts';

const localAdmin = { id: 'local-admin', name: 'Local admin', role: 'admin' } as const;
const actor: Actor = { kind: 'human', ...localAdmin };
const sessionSeconds = 12 * 3600;
export const localTenant = 'default';

/** Signs in whoever sits at this machine as its admin. @throws AppError where that is not how people get in */
export async function signInLocally({ transact, settings, now }: ApiDeps, c: Context<ApiEnv>) {
  if (settings.access !== 'local') throw new AppError('unauthenticated', 'Nobody is signed in here without a credential: use an API key');
  if (isForeign(c, settings.publicUrl)) throw new AppError('forbidden', 'A page of another site may not sign in here');
  const token = randomBytes(32).toString('base64url');
  const csrfToken = randomBytes(24).toString('base64url');
  const expiresAt = new Date(now().getTime() + sessionSeconds * 1000).toISOString();
  await transact(localTenant, actor, async (tx) => {
    await ensurePerson(tx, localAdmin);
    await saveSession(tx, { id: sessionIdOf(token), personId: localAdmin.id, csrfToken, expiresAt });
  });
  setCookie(c, sessionCookie, token, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: sessionSeconds,
    secure: settings.publicUrl.startsWith('https:') && new URL(c.req.url).protocol === 'https:',
  });
  return { person: localAdmin, csrfToken, tenant: localTenant };
}
