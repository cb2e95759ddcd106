import { describe, expect, it } from 'vitest';
import { pollDelay } from './poll-delay.ts';

/** How often a run is looked at until it ends. */
function looks(durationMs: number): number {
  let count = 0;
  for (let age = 0; age < durationMs; age += pollDelay(age)) count += 1;
  return count;
}

describe('the wait between two looks at a run', () => {
  it('is short for a young run, grows with its age and ends at a minute', () =>
    expect([0, 1_000, 20_000, 300_000, 3_600_000].map(pollDelay)).toEqual([500, 500, 2_000, 30_000, 60_000]));
  it.each([
    ['a minute', 60_000, 45],
    ['an hour', 3_600_000, 130],
    ['a day', 86_400_000, 1_600],
  ])('lets a run of %s cost few looks', (_name, durationMs, most) => expect(looks(durationMs)).toBeLessThan(most));
});
