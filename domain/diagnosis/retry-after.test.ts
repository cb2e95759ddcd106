import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRetryAfter, retryAfterBounds } from './retry-after.ts';

it.each([
  ['Retry-After: 3', 3_000],
  ['{"retry_after": 12.5}', 12_500],
  ['"retryAfterSeconds": 7', 7_000],
  ['retry-after-ms: 2500', 2_500],
  ['Rate limit is exceeded. Try again in 42 seconds.', 42_000],
  ['Please try again in 1m', 60_000],
  ['please retry after 2 minutes', 120_000],
  ['X-RateLimit-Reset: 30', 30_000],
  ['x-ratelimit-reset-after: 1.5', 1_500],
  ['Please wait 90 seconds before retrying', 90_000],
  ['"retryDelay": "19s"', 19_000],
  ['Retry-After: 0', 1_000],
  ['Retry-After: 999999', 3_600_000],
  ['x-ratelimit-reset: 1735689600', null],
  ['nothing to see', null],
])('%s', (text, delayMs) => expect(readRetryAfter(text)).toBe(delayMs));

it('stays inside its bounds whatever is asked for', () =>
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom('s', ' seconds', 'm', ' hours', ' ms', ''), (amount, unit) => {
      const delayMs = readRetryAfter(`Retry-After: ${amount}${unit}`);
      expect(delayMs).toBeGreaterThanOrEqual(retryAfterBounds.leastMs);
      expect(delayMs).toBeLessThanOrEqual(retryAfterBounds.mostMs);
    }),
  ));
