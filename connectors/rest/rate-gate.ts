import { setTimeout as sleep } from 'node:timers/promises';

/** Lets one request through at a time, `perSecond` at most, in the order in which they came. */
export function createRateGate(perSecond: number): (signal: AbortSignal) => Promise<void> {
  const gapMs = 1000 / perSecond;
  let next = 0;
  return async (signal) => {
    const now = performance.now();
    const turn = Math.max(now, next);
    next = turn + gapMs;
    if (turn > now) await sleep(turn - now, undefined, { signal });
  };
}
