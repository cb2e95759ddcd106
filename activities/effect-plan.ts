import type { Case } from '../store/cases.ts';
import type { Effect } from '../store/effects.ts';
import type { Tx } from '../store/tx.ts';
import type { RoundInput } from '../workflows/contract.ts';

/** What the receiver answered, as far as it is kept. */
export interface Reply {
  readonly externalId: string;
  readonly response: Readonly<Record<string, unknown>>;
}

/** What is claimed: whom it goes to and exactly what is sent. */
export interface Claim {
  readonly target: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** No person approved it. */
  readonly automatic: boolean;
  /** Switched off by the configuration: recorded, not sent. */
  readonly suppressed?: boolean;
  /** What the claim writes beside the effect; started, and not waited for. */
  readonly registered?: Promise<unknown>;
}

/** One side effect on the outside world. */
export interface EffectPlan<Declined> {
  readonly at: RoundInput;
  /** Idempotency key; unique for ever. */
  readonly key: string;
  readonly kind: Effect['kind'];
  /**
   * Runs in the claim's transaction with the case locked: checks once more whether the effect may happen (the decision may be a
   * day old) and registers what belongs to it. Returns the request to keep, or why it is declined.
   */
  readonly claim: (tx: Tx, found: Case) => Promise<Claim | { readonly declined: Declined }>;
  /** What became of an earlier send: its reply, null when it certainly had no effect, `cannot-ask` where nobody can tell. */
  readonly lookUp: (effect: Effect, found: Case) => Promise<Reply | null | 'cannot-ask'>;
  /**
   * Set where the first send follows its claim at once and is counted with it. Runs in a transaction of its own, with the case locked,
   * before a send that comes later: what allowed the claim may be over. Where it is not set, `send` counts for itself.
   */
  readonly beforeLateSend?: (tx: Tx, found: Case, effect: Effect) => Promise<Declined | null>;
  readonly send: (effect: Effect, found: Case) => Promise<Reply>;
  /** Writes what a reply brings before anything is looked at, so it must come to the same when the effect was settled already. */
  readonly confirming?: (tx: Tx, found: Case, reply: Reply) => Promise<void>;
  /** Writes projection and record with the result, in one transaction with it. */
  readonly settled: (tx: Tx, found: Case, effect: Effect) => Promise<void>;
}

export type Performed<Declined> =
  | { readonly kind: 'settled'; readonly effect: Effect; readonly job: Case['job'] }
  | { readonly kind: 'declined'; readonly declined: Declined };
