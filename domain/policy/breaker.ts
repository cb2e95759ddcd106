import type { Policy } from './types.ts';

/** What the breaker of a job looks at: its non-successes since the last green run of ours, and whether a probe is out. */
export interface BreakerHistory {
  /** ISO times of submissions that did not end green inside the window, oldest first. */
  readonly failures: readonly string[];
  readonly inFlight: number;
}

export type BreakerState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly probeAt: string }
  /** One submission may probe. */
  | { readonly kind: 'half-open' };

/** Opens at `failures` non-successes inside the window; after `probeAfterMs` lets one probe through. */
export function breakerState(history: BreakerHistory, policy: Policy['breaker'], now: string): BreakerState {
  const from = Date.parse(now) - policy.windowMs;
  const recent = history.failures.filter((at) => Date.parse(at) > from);
  const last = recent.at(-1);
  if (last === undefined || recent.length < policy.failures) return { kind: 'closed' };
  const probeAt = Date.parse(last) + policy.probeAfterMs;
  if (Date.parse(now) < probeAt || history.inFlight > 0) return { kind: 'open', probeAt: new Date(probeAt).toISOString() };
  return { kind: 'half-open' };
}
