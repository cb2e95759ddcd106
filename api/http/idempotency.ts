import { createMiddleware } from 'hono/factory';
import { contentHash } from '../../domain/canonical.ts';
import { claimReply, releaseReply, saveReply } from '../../store/idempotency.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { AppError, invalidField } from '../errors.ts';

/** What a repeat gets where the answer itself must not be kept. */
const shownOnce = {
  status: 409,
  body: { error: { code: 'conflict', message: 'This request was answered before, and its secret was shown once', requestId: '' } },
};

/**
 * Makes a write with an `Idempotency-Key` happen once: the same request again gets the first answer, another request under the
 * same key is refused. Keys belong to their caller and are kept for a day.
 */
export const answerOnce = ({ transact, log }: ApiDeps) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const caller = c.get('caller');
    const given = c.req.header('idempotency-key');
    if (given === undefined || caller === undefined || (c.req.method !== 'POST' && c.req.method !== 'PUT')) return next();
    if (!/^[\x21-\x7e]{1,200}$/.test(given)) throw invalidField('Idempotency-Key', 'must be 1 to 200 printable characters without spaces');
    const key = `${caller.actor.kind}:${caller.actor.id}:${given}`;
    const hash = contentHash({ method: c.req.method, path: c.req.path, body: await c.req.text() });
    const { tenant, actor } = caller;
    const stored = await transact(tenant, actor, (tx) => claimReply(tx, key, hash));
    if (stored !== null) {
      if (stored.requestHash !== hash) throw new AppError('conflict', 'This Idempotency-Key was used for another request');
      if (stored.status === null)
        throw new AppError('conflict', 'The first request with this Idempotency-Key is still being answered', { retryAfterSeconds: 1 });
      return c.json(stored.body as object, stored.status as 200, { 'Idempotency-Replayed': 'true' });
    }
    await next();
    const { status } = c.res;
    try {
      if (status >= 500 || status === 429) await transact(tenant, actor, (tx) => releaseReply(tx, key));
      else {
        const reply = c.req.path === '/api/keys' && status === 201 ? shownOnce : { status, body: await c.res.clone().json() };
        await transact(tenant, actor, (tx) => saveReply(tx, key, reply));
      }
    } catch (error) {
      log.warn({ event: 'reply-not-kept', err: error });
    }
  });
