import type { Actor } from '../people/actor.ts';
import type { ModelOutcome, ModelUsage } from './types.ts';

/** What a model is asked for. */
export const modelPurposes = ['diagnosis', 'mail', 'classify', 'check'] as const;
export type ModelPurpose = (typeof modelPurposes)[number];

/** A question before it is asked, as the ledger sees it. Texts are redacted already. */
export interface ModelAsk {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly purpose: ModelPurpose;
  /** Questions with the same key are asked once per window. */
  readonly key: string;
  /** Who asks: the same holder takes its own claim over again after a crash. */
  readonly holder: string;
  readonly incidentId: string | null;
  readonly fingerprint: string | null;
  readonly promptVersion: string;
  readonly promptHash: string;
  readonly prompt: string;
  readonly provider: string;
  readonly model: string;
}

/** A cost in millionths of the currency that prices are given in. */
export interface ModelCost {
  readonly tokens: number;
  readonly micros: number;
}

export interface ModelLimits {
  /** Per tenant and UTC day; null means no limit. */
  readonly dailyTokens: number | null;
  readonly dailyMicros: number | null;
  /** How long an answer holds for the same key. */
  readonly windowMs: number;
  /** How long a claim stands without a sign of life. */
  readonly leaseMs: number;
}

/** Whether a question may be asked now. */
export type ModelClaim =
  | { readonly kind: 'ask'; readonly callId: string /** The budget has room for a repair too. */; readonly repair: boolean }
  | { readonly kind: 'known'; readonly callId: string; readonly answer: unknown }
  /** Asked not long ago, without an answer. */
  | { readonly kind: 'failed'; readonly outcome: ModelOutcome; readonly hint: string }
  /** Somebody else asks the same at the moment. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'over-budget'; readonly hint: string }
  | { readonly kind: 'resting'; readonly hint: string };

/** The end of a call. */
export interface ModelSettlement {
  readonly outcome: ModelOutcome;
  readonly hint: string | null;
  readonly answer: unknown;
  readonly usage: ModelUsage;
  readonly cost: ModelCost;
  /** How long the same key gets this end without being asked again. */
  readonly validForMs: number;
}

/** Keeps what is asked, so that an answer is stored before it is used and nobody asks twice. */
export interface ModelLedger {
  claim(ask: ModelAsk, limits: ModelLimits, reserve: { readonly one: ModelCost; readonly withRepair: ModelCost }): Promise<ModelClaim>;
  /** @returns false when the claim was lost to somebody else meanwhile */
  settle(ask: ModelAsk, callId: string, end: ModelSettlement): Promise<boolean>;
}
