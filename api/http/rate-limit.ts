import type { Context, MiddlewareHandler } from 'hono';
import { rateLimiter } from 'hono-rate-limiter';
import type { ApiEnv } from '../env.ts';
import { AppError } from '../errors.ts';
import { addressOf } from './address.ts';

const minuteMs = 60_000;

const callerKey = (c: Context<ApiEnv>): string => {
  const caller = c.get('caller');
  return caller === undefined ? `address:${addressOf(c)}` : `${caller.tenant}:${caller.actor.id}`;
};

interface RateLimit {
  readonly perMinute: number;
  /** For senders that take 429 for a final no: they are told that we are busy, and come again. */
  readonly says?: 'rate-limited' | 'unavailable';
}

/** At most so many requests a minute from one caller, or from one address where nobody is known. Counted per process. */
export const limitRate = ({ perMinute, says = 'rate-limited' }: RateLimit): MiddlewareHandler<ApiEnv> =>
  rateLimiter<ApiEnv>({
    windowMs: minuteMs,
    limit: perMinute,
    keyGenerator: callerKey,
    standardHeaders: false,
    handler: (c) => {
      const seconds = Number(c.res.headers.get('retry-after') ?? 60) || 60;
      throw new AppError(says, `Too many requests: at most ${perMinute} a minute`, {
        retryAfterSeconds: Math.max(1, seconds),
      });
    },
  });
