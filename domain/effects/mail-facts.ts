import type { Action, Cause, DiagnosisMethod, Origin, RiskTier } from '../incidents/vocabulary.ts';
import type { ApprovalReason, ParameterChange } from '../policy/types.ts';

/** One resubmission that was made for the case, as a line in a mail. */
export interface MailAttempt {
  /** Counted from 1. */
  readonly number: number;
  /** Empty when the run was repeated with the same parameters. */
  readonly changes: readonly ParameterChange[];
  /** How it ended, in a few words, e.g. `failed again: connection refused`. */
  readonly result: string;
}

/**
 * Everything a mail may say about a case, as plain facts. Texts are already bounded and redacted; they may still be
 * hostile to a mail client, and rendering takes care of that. Times are ISO 8601 with offset.
 */
export interface MailFacts {
  readonly incidentId: string;
  /** The case in Nightshift; opens after signing in. */
  readonly incidentUrl: string;
  /** The proposal in Nightshift; null falls back to the case. Approval mails link to it. */
  readonly approvalUrl: string | null;
  readonly application: string;
  readonly job: string;
  readonly platform: string;
  readonly runKey: string;
  readonly try: number | null;
  /** The run on its platform. */
  readonly runUrl: string | null;
  readonly failedAt: string;
  /** Who owns the job; a team mailbox or a name. */
  readonly owner: string | null;
  readonly cause: Cause;
  readonly origin: Origin;
  /** 0 to 1. */
  readonly confidence: number;
  readonly method: DiagnosisMethod;
  /** One sentence a person can act on. */
  readonly rootCause: string;
  readonly errorText: string;
  /** Evidence lines that the diagnosis rests on, verbatim. */
  readonly quotes: readonly string[];
  /** What came of the same fingerprint before, in a sentence. */
  readonly precedent: string | null;
  readonly attempts: readonly MailAttempt[];
  /** What else was tried, one line each. */
  readonly tried: readonly string[];
  readonly action: Action;
  /** Why this action. */
  readonly reason: string;
  readonly riskTier: RiskTier;
  /** The proposed parameters beside the old ones. */
  readonly changes: readonly ParameterChange[];
  /** Why the decision waits for a person. */
  readonly approvalReasons: readonly ApprovalReason[];
  /** Next steps for the reader, one line each. */
  readonly advice: readonly string[];
  /** Explanation in prose, written by the model or a person; null when there is none. Facts never come from it. */
  readonly narrative: string | null;
  /** Until when the reader is needed; null when there is no deadline. */
  readonly deadline: string | null;
  /** What happens when nobody acts until then, in a sentence; null for the usual text of the mail's purpose. */
  readonly otherwise: string | null;
  /** 1 for the first reminder of a purpose, 2 for the second; 0 where the mail is no reminder. */
  readonly reminder: number;
  /** True when the approval request goes to somebody else because the first addressee did not answer. */
  readonly rerouted: boolean;
}
