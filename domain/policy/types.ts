import type { Action, Cause, Criticality, RiskTier } from '../incidents/vocabulary.ts';
import type { Parameters, ParameterValue } from '../jobs/types.ts';

/** A window in which nothing above R0 is done without a person. ISO times with offset. */
export interface FreezeWindow {
  readonly from: string;
  readonly until: string;
  readonly reason: string;
}

/** How an action is gated. Absent values fall back to the general ones. */
export interface ActionPolicy {
  /** From this confidence the action is done without asking. */
  readonly actFrom?: number;
  readonly alwaysAsk?: boolean;
}

/**
 * Behaviour, as versioned data. The effective policy of a job is the tenant's, overlaid by the application's, overlaid by the job's.
 * Durations are milliseconds.
 */
export interface Policy {
  /** Below this confidence a person takes over. */
  readonly escalateBelow: number;
  /** From this confidence Nightshift acts alone. Between the two it asks. */
  readonly actFrom: number;
  readonly actions: Readonly<Partial<Record<Action, ActionPolicy>>>;
  readonly maxResubmissionsPerRun: number;
  readonly maxActionsPerIncident: number;
  readonly maxAutomaticSubmissionsPerHour: number;
  readonly breaker: { readonly failures: number; readonly windowMs: number; readonly probeAfterMs: number };
  readonly backOff: { readonly firstMs: number; readonly factor: number; readonly maxMs: number };
  readonly approval: { readonly reminderAfterMs: number; readonly rerouteAfterMs: number; readonly expireAfterMs: number };
  readonly escalation: { readonly reminderEveryMs: number; readonly deadlineMs: number };
  /** How long an EMAILED case waits for its owner before it is escalated. */
  readonly emailedDeadlineMs: number;
  readonly freezeWindows: readonly FreezeWindow[];
  /** Decide and record, do nothing. */
  readonly shadow: boolean;
  readonly mailOnRetry: boolean;
  /** Where approval requests go first, and where after `rerouteAfterMs`. */
  readonly approvers: readonly string[];
  readonly rerouteTo: readonly string[];
  /** Where escalations go, besides the owner. */
  readonly onCall: readonly string[];
}

/** A parameter change, old beside new. */
export interface ParameterChange {
  readonly name: string;
  readonly before: ParameterValue | null;
  readonly after: ParameterValue;
  readonly unit: string | null;
}

/** Why a decision needs a person. Several may hold at once. */
export const approvalReasons = [
  'confidence',
  'policy',
  'critical-job',
  'not-idempotent',
  'risk-tier',
  'freeze-window',
  'hourly-limit',
  'breaker-open',
] as const;
export type ApprovalReason = (typeof approvalReasons)[number];

export interface Decision {
  readonly action: Action;
  readonly parameters: Parameters;
  readonly changes: readonly ParameterChange[];
  readonly reason: string;
  readonly riskTier: RiskTier;
  readonly confidence: number;
  readonly cause: Cause;
  readonly criticality: Criticality;
  readonly approval: readonly ApprovalReason[];
  /** Recorded only: nothing is done and nobody is told. */
  readonly shadow: boolean;
  /** Earliest time of the effect (back-off), ISO; null means now. */
  readonly notBefore: string | null;
  /** Policy version that was used. */
  readonly policyVersion: number;
}
