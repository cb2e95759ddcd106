import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../env.ts';
import { AppError } from '../errors.ts';
import { addressOf } from './address.ts';

const windowMs = 60_000;
const mostAddresses = 10_000;

/** Makes guessing credentials slow: after so many wrong ones in a minute, an address waits. Right ones do not count. */
export const limitFailedSignIns = (perMinute: number) => {
  const failures = new Map<string, { count: number; readonly until: number }>();
  return createMiddleware<ApiEnv>(async (c, next) => {
    const address = addressOf(c);
    const now = performance.now();
    const found = failures.get(address);
    if (found !== undefined && found.until <= now) failures.delete(address);
    else if (found !== undefined && found.count >= perMinute)
      throw new AppError('rate-limited', 'Too many requests without a valid credential', {
        retryAfterSeconds: Math.ceil((found.until - now) / 1000),
      });
    await next();
    if (c.res.status !== 401) return;
    const known = failures.get(address);
    if (known !== undefined) known.count += 1;
    else failures.set(address, { count: 1, until: now + windowMs });
    const oldest = failures.keys().next().value;
    if (failures.size > mostAddresses && oldest !== undefined) failures.delete(oldest);
  });
};
