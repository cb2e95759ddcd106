import { randomUUID } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import type { Logger } from 'pino';
import type { ApiEnv } from '../env.ts';
import type { Metrics } from '../metrics.ts';

/** Asked all the time by machines; their answers are logged only when they are errors. */
const chatter = ['/health', '/ready', '/metrics', '/api/events'];
const ownId = /^[A-Za-z0-9._-]{8,80}$/;

/** Gives every request an id, measures it, and logs one line about it. */
export const logRequests = (log: Logger, metrics: Metrics) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const begun = performance.now();
    const given = c.req.header('x-request-id') ?? '';
    const requestId = ownId.test(given) ? given : randomUUID();
    c.set('requestId', requestId);
    c.set('log', log);
    await next();
    c.res.headers.set('X-Request-Id', requestId);
    const ms = performance.now() - begun;
    const { status } = c.res;
    const route = matchedRoutes(c).find(({ path }) => !path.includes('*'))?.path ?? 'other';
    metrics.countRequest({ method: c.req.method, route, status, seconds: ms / 1000 });
    if (status < 400 && chatter.includes(c.req.path)) return;
    const caller = c.get('caller');
    log.info({
      event: 'request',
      requestId,
      method: c.req.method,
      path: c.req.path,
      status,
      ms: Math.round(ms * 10) / 10,
      ...(caller === undefined ? {} : { caller: caller.actor.id }),
    });
  });
