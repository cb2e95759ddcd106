import { defineUpdate } from '@temporalio/workflow';
import type { Action, Cause, ClosedStatus, IncidentStatus, Severity } from '../domain/incidents/vocabulary.ts';
import type { RunIdentity } from '../domain/jobs/types.ts';
import type { InterventionKind, SettledVerdict, SettleResult } from '../domain/people/moves.ts';
import type { ApprovalReason } from '../domain/policy/types.ts';

export type { ApprovalReason, SettledVerdict, SettleResult };

/** Messages, ids and queues: what workflows, the API and the steward agree on. Everything travels as plain JSON under 16 KB. */

/** Incidents and their short steps. */
export const incidentQueue = 'nightshift';
/** Polling of runs that we follow; a queue of its own, so that a hundred of them take no slot from the next failure. */
export const followQueue = 'nightshift-follow';

export const incidentWorkflowId = (incidentId: string, generation: number): string => `incident:${incidentId}:${generation}`;

export const searchAttributeNames = {
  status: 'NightshiftStatus',
  cause: 'NightshiftCause',
  severity: 'NightshiftSeverity',
  application: 'NightshiftApplication',
  tenant: 'NightshiftTenant',
} as const;

/** Names an incident in every step. */
export interface IncidentRef {
  readonly tenantId: string;
  readonly incidentId: string;
}

export interface IncidentInput extends IncidentRef {
  readonly generation: number;
  /** Round to resume at; steps that were done before answer with what was recorded. */
  readonly round: number;
  readonly revision: number;
  /** A person has the case already: only wait for its end. */
  readonly standBy: boolean;
}

export interface IncidentOutcome {
  readonly status: IncidentStatus;
  readonly rounds: number;
}

export interface RoundInput extends IncidentRef {
  readonly round: number;
}

export interface InvestigateResult {
  readonly cause: Cause;
  readonly severity: Severity;
}

/** A round that is diagnosed and decided on. */
export interface Assessment {
  readonly found: InvestigateResult;
  readonly decision: DecideResult;
}

/** The waits of an open proposal, ISO times. */
export interface OpenProposal {
  readonly hash: string;
  readonly reminderAt: string;
  readonly rerouteAt: string;
  readonly expiresAt: string;
}

export interface DecideInput extends RoundInput {
  /** Counts the decisions of one round: a claim that is refused leads to another one. */
  readonly revision: number;
  /** Why the decision before this one could not be carried out. */
  readonly because: ApprovalReason | null;
}

export interface DecideResult {
  readonly action: Action;
  /** Recorded only, nothing is done. */
  readonly shadow: boolean;
  readonly notBefore: string | null;
  /** Set while a person has to say yes. */
  readonly proposal: OpenProposal | null;
  /** Set when the proposal was decided already, before a restart. */
  readonly verdict: SettledVerdict | null;
}

export interface ActInput extends RoundInput {
  readonly revision: number;
  readonly action: Action;
  /** Counts repeats after an interruption by our own stop. */
  readonly repeat: number;
  /** Why a person has to look, where it is not the decision that says so. */
  readonly note?: string;
}

export type ActResult =
  /** A run was started. Workers that knew no `verifyRun` did not name it. */
  | { readonly kind: 'submitted'; readonly run?: StartedRun }
  /** Mails are out, suppressed or known to be undeliverable. `deadlineAt` is when the wait for people ends. */
  | { readonly kind: 'told'; readonly deadlineAt: string; readonly reminderEveryMs: number }
  /** The claim found that a person has to be asked after all. */
  | { readonly kind: 'ask'; readonly because: ApprovalReason }
  /** Nothing was started, and nothing will be: limits, a refusal by the platform, or an outcome nobody can know. */
  | { readonly kind: 'failed'; readonly reason: 'limit' | 'refused' | 'unknown-outcome' };

/** The run that a submission became. `startedAt` is an ISO time. */
export interface StartedRun extends RunIdentity {
  readonly startedAt: string;
}

export interface VerifyInput extends ActInput {
  readonly run: StartedRun;
}

export type FollowResult = 'green' | 'red' | 'interrupted' | 'lost';

export interface VerifyResult {
  readonly result: FollowResult;
  /** How the case ended with it; null while it goes on. */
  readonly closedAs: ClosedStatus | null;
}

/** A person's move. Its content lies in the store under `messageId`; the workflow only hears that it is there. */
export interface VerdictMessage {
  readonly messageId: string;
  /** Hash of the proposal that the person saw. */
  readonly hash: string;
}
export interface InterventionMessage {
  readonly messageId: string;
  readonly kind: InterventionKind;
}

export const verdictUpdate = defineUpdate<SettleResult, [VerdictMessage]>('verdict');
export const interventionUpdate = defineUpdate<SettleResult, [InterventionMessage]>('intervention');

/** Reasons with which a validator turns a message away; the API maps them to 412 and 409. */
export const refusals = { stale: 'ProposalStale', closed: 'IncidentClosed' } as const;

export const remindStages = ['ask', 'reminder', 'reroute', 'escalation-reminder'] as const;
export interface RemindInput extends RoundInput {
  readonly revision: number;
  readonly stage: (typeof remindStages)[number];
  /** Counts the reminders of one stage within one run of the workflow. */
  readonly count: number;
  /** The run of the workflow that reminds; a case that goes on in another one counts anew. Absent in cases from before it was told. */
  readonly runId?: string;
}

export interface RemindResult {
  /** When the next reminder of an escalation is due. */
  readonly everyMs: number;
}

export interface ExpireInput extends RoundInput {
  readonly revision: number;
}

export interface ConcludeInput extends RoundInput {
  readonly status: ClosedStatus;
  readonly resolution: 'verified' | 'recovered' | 'expected' | 'shadow';
}

export interface RecoveryInput extends RoundInput {
  /** When the wait for the owner ends, ISO time. */
  readonly deadlineAt: string;
}

export interface SettleInput extends IncidentRef {
  readonly messageId: string;
}

/** A run started by hand or by a schedule. */
export interface StartRunInput {
  readonly tenantId: string;
  readonly platform: string;
  readonly jobKey: string;
  readonly key: string | null;
}
export const startRunWorkflowId = (key: string): string => `run:${key}`;

/** A task of a run that a person wants done again. */
export interface TaskRetryInput {
  readonly tenantId: string;
  readonly platform: string;
  readonly jobKey: string;
  readonly runKey: string;
  readonly task: string;
  readonly mapIndex: number | null;
  readonly key: string;
}
/** How the task stood before, or why it cannot be done again. */
export type SeenTask = { readonly stand: string } | { readonly refused: string };
export const taskRetryWorkflowId = (key: string): string => `task-retry:${key}`;

/** A failure report that a schedule makes. */
export interface FailureReportInput {
  readonly tenantId: string;
  /** How far back it looks. */
  readonly hours: number;
}
export interface FailureReportResult {
  readonly reportId: string;
  readonly jobs: number;
  readonly errors: number;
}
/** Schedule of the daily report, and the id of the workflows it starts. */
export const failureReportScheduleId = (tenantId: string): string => `failure-report:${tenantId}`;

/** A look through the runs of a platform that ended in a range of time. */
export interface ImportInput {
  readonly tenantId: string;
  readonly platform: string;
  readonly importId: string;
  /** Both ISO times; the range holds its ends. */
  readonly from: string;
  readonly until: string;
  /** False: runs are counted, and no case is opened. */
  readonly includeFailures: boolean;
}
