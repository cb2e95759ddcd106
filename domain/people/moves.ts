import type { Action, ClosedStatus } from '../incidents/vocabulary.ts';

export const verdictKinds = ['approve', 'amend', 'reject', 'other-action'] as const;
export type VerdictKind = (typeof verdictKinds)[number];

export const interventionKinds = ['take-over', 'resolve', 'cancel', 'false-positive'] as const;
export type InterventionKind = (typeof interventionKinds)[number];

/** What a verdict, or the silence after a proposal, leads to. */
export interface SettledVerdict {
  readonly verdict: VerdictKind | 'expired';
  /** What is to be done now. */
  readonly action: Action;
}

/** What came of a person's move. */
export type SettleResult =
  | { readonly kind: 'verdict'; readonly verdict: SettledVerdict }
  | { readonly kind: 'closed'; readonly status: ClosedStatus }
  | { readonly kind: 'taken-over' }
  /** The store did not accept the move; `code` as in the API's errors. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };
