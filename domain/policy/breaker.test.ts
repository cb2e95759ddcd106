import { describe, expect, it } from 'vitest';
import { breakerState } from './breaker.ts';
import { now, policy } from './policy.example.ts';

const minutesAgo = (minutes: number): string => new Date(Date.parse(now) - minutes * 60_000).toISOString();
const state = (ages: readonly number[], inFlight = 0) => breakerState({ failures: ages.map(minutesAgo), inFlight }, policy.breaker, now);

describe('breakerState', () => {
  it('opens at the fifth non-success inside the hour', () => {
    expect(state([4, 3, 2, 1])).toEqual({ kind: 'closed' });
    expect(state([5, 4, 3, 2, 1])).toEqual({ kind: 'open', probeAt: minutesAgo(-29) });
  });

  it('does not count what is older than the window', () => expect(state([60, 4, 3, 2, 1])).toEqual({ kind: 'closed' }));

  it('is half open thirty minutes after the last one, and open again while a probe is out', () => {
    expect(state([50, 49, 48, 47, 30])).toEqual({ kind: 'half-open' });
    expect(state([50, 49, 48, 47, 30], 1)).toEqual({ kind: 'open', probeAt: now });
  });

  it('is closed without history', () => expect(state([], 3)).toEqual({ kind: 'closed' }));
});
