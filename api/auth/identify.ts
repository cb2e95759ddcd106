import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { type Actor, stewardActor } from '../../domain/people/actor.ts';
import { findUsableKey, type KnownKey, touchApiKey } from '../../store/api-keys.ts';
import { findSession, type Session } from '../../store/sessions.ts';
import { everyTenant } from '../../store/tx.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv, Caller } from '../env.ts';
import { AppError } from '../errors.ts';
import { TtlCache } from '../ttl-cache.ts';
import { parseApiKey, sameHash } from './api-key.ts';
import { isForeign } from './local-access.ts';

export const sessionCookie = 'nightshift_session';
/** What is stored of a session: its hash, so that a copy of the database opens no session. */
export const sessionIdOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** How long a credential that was found stays known without asking the database again. */
const credentialTtlMs = 5000;
const minuteMs = 60_000;

/** Finds out who calls, by API key or session cookie. */
export interface Identity {
  /** The caller, or undefined without a credential. @throws AppError unauthenticated when the credential is wrong */
  identify(c: Context<ApiEnv>): Promise<Caller | undefined>;
  session(c: Context<ApiEnv>): Promise<Session | null>;
  /** Forgets a key at once, after it was revoked. */
  forgetKey(id: string): void;
}

const givenKey = (c: Context<ApiEnv>): string | undefined => {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(c.req.header('authorization') ?? '')?.[1];
  return bearer ?? c.req.header('x-api-key');
};

export function createIdentity({ transact, settings, log }: ApiDeps): Identity {
  const keys = new TtlCache<KnownKey>({ ttlMs: credentialTtlMs, size: 1000 });
  const sessions = new TtlCache<Session>({ ttlMs: credentialTtlMs, size: 1000 });
  const touched = new TtlCache<true>({ ttlMs: minuteMs, size: 1000 });

  const findKey = async (id: string): Promise<KnownKey | null> => {
    const known = keys.get(id);
    if (known !== undefined) return known;
    const found = await transact(everyTenant, stewardActor, (tx) => findUsableKey(tx, id));
    if (found !== null) keys.set(id, found);
    return found;
  };

  /** Best effort, and never in the way of a request. */
  const touch = (key: KnownKey, actor: Actor): void => {
    if (touched.get(key.id)) return;
    touched.set(key.id, true);
    transact(key.tenant, actor, (tx) => touchApiKey(tx, key.id)).catch((error: unknown) =>
      log.warn({ event: 'key-use-not-noted', err: error }),
    );
  };

  const byKey = async (given: string): Promise<Caller> => {
    const parsed = parseApiKey(given);
    const key = parsed === null ? null : await findKey(parsed.id);
    if (
      parsed === null ||
      key === null ||
      !sameHash(key.hash, parsed.hash) ||
      (key.expiresAt !== null && Date.parse(key.expiresAt) <= Date.now())
    )
      throw new AppError('unauthenticated', 'The API key is not valid: it is mistyped, expired or revoked');
    const actor: Actor = { kind: 'api-key', id: key.id, name: key.name, role: key.role };
    touch(key, actor);
    return { tenant: key.tenant, actor, role: key.role, via: 'api-key' };
  };

  const session = async (c: Context<ApiEnv>): Promise<Session | null> => {
    const token = getCookie(c, sessionCookie);
    if (token === undefined || settings.access !== 'local' || isForeign(c, settings.publicUrl)) return null;
    const id = sessionIdOf(token);
    const known = sessions.get(id) ?? (await transact(everyTenant, stewardActor, (tx) => findSession(tx, id)));
    if (known === null || Date.parse(known.expiresAt) <= Date.now()) return null;
    sessions.set(id, known);
    return known;
  };

  return {
    async identify(c) {
      const key = givenKey(c);
      if (key !== undefined) return byKey(key);
      const found = await session(c);
      if (found === null) return undefined;
      const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
      if (!reads && !sameHash(found.csrfToken, c.req.header('x-csrf-token') ?? ''))
        throw new AppError('forbidden', 'The X-CSRF-Token header is missing or wrong: get it from GET /api/session');
      const { person } = found;
      return {
        tenant: found.tenant,
        actor: { kind: 'human', id: person.id, name: person.name, role: person.role },
        role: person.role,
        via: 'session',
      };
    },
    session,
    forgetKey: (id) => keys.deleteWhere((key) => key.id === id),
  };
}

/** Puts the caller on the request; routes say by `need` whom they serve. */
export const identified = (identity: Identity) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    c.set('caller', await identity.identify(c));
    await next();
  });
