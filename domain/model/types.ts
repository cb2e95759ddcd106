/** How asking a model ended. Everything but `answered` leaves the ladder without the model. */
export const modelOutcomes = [
  'answered',
  /** The model or its content filter would not answer. */
  'refused',
  /** Too many calls per time; may be asked again after a delay. */
  'rate-limited',
  /** The account's own quota at the provider is used up. */
  'quota',
  'unauthorised',
  /** The endpoint does not take the request: 400, 404, 422. */
  'rejected',
  /** What came back is no answer of the agreed form, also after one repair. */
  'invalid',
  /** The limit of tokens cut the answer off. */
  'truncated',
  'too-large',
  'timeout',
  'unreachable',
  /** The endpoint failed: 5xx. */
  'failed',
  'cancelled',
  /** The tenant's own daily budget is used up; nothing was sent. */
  'over-budget',
  /** Too many failures in a row; nothing was sent. */
  'resting',
] as const;
export type ModelOutcome = (typeof modelOutcomes)[number];
export type ModelFailure = Exclude<ModelOutcome, 'answered'>;

/** What asking took. */
export interface ModelUsage {
  readonly model: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly ms: number;
  /** Calls of the endpoint, repair included. */
  readonly calls: number;
}

/** The end of asking a model: an answer of the agreed form, or why there is none and what people can check. */
export type ModelReply<Value> =
  | { readonly outcome: 'answered'; readonly value: Value; readonly usage: ModelUsage }
  | {
      readonly outcome: ModelFailure;
      /** What happened and what to check; bounded and without secrets. */
      readonly hint: string;
      readonly retryAfterMs: number | null;
      readonly usage: ModelUsage;
    };
