import type { Diagnosis } from '../diagnosis/types.ts';
import type { Action, RiskTier } from '../incidents/vocabulary.ts';
import type { JobProfile, Parameters } from '../jobs/types.ts';
import { type BreakerHistory, breakerState } from './breaker.ts';
import { nextParameters, type TriedParameters } from './parameter-ladder.ts';
import type { ApprovalReason, Decision, Policy } from './types.ts';

/** Everything the policy looks at. `now` and counts are facts of the moment of the decision. */
export interface DecisionInput {
  readonly diagnosis: Pick<Diagnosis, 'cause' | 'confidence' | 'proposedAction' | 'retryAfterMs' | 'proposedParameters'>;
  readonly job: Pick<JobProfile, 'criticality' | 'tunables' | 'idempotent'>;
  /** The platform can start runs for us. */
  readonly canSubmit: boolean;
  /** Reason of the job's expected-error entry that matched, or null. */
  readonly expectedError: string | null;
  /** Somebody gets the owner's mail. */
  readonly hasRecipient: boolean;
  readonly currentParameters: Parameters;
  readonly tried: readonly TriedParameters[];
  /** Resubmissions of this run so far. */
  readonly attempts: number;
  /** Actions above R0 in this incident so far. */
  readonly actions: number;
  readonly automaticSubmissionsLastHour: number;
  readonly breaker: BreakerHistory;
  /** A platform from before its connection, or a job in shadow. */
  readonly shadow: boolean;
  readonly policy: Policy;
  readonly policyVersion: number;
  readonly now: string;
}

const tierOf: Readonly<Record<Action, RiskTier>> = {
  RETRY: 'R1',
  RETRY_WITH_NEW_PARAMS: 'R2',
  SEND_EMAIL: 'R0',
  ESCALATE: 'R0',
  IGNORE: 'R0',
};

/** The decision for one round. Pure: the same input always gives the same decision, in the workflow, the API and previews. */
export function decide(input: DecisionInput): Decision {
  const { action, reason } = chooseAction(input);
  if (action === 'RETRY_WITH_NEW_PARAMS') {
    const { cause, proposedParameters } = input.diagnosis;
    const next = nextParameters(cause, input.job.tunables, input.currentParameters, input.tried, proposedParameters);
    if (next === null) return outOfParameters(input);
    const diff = next.changes.map(
      (change) => `${change.name} ${change.before} → ${change.after}${change.unit === null ? '' : ` ${change.unit}`}`,
    );
    return gate(input, action, `${reason} Next: ${diff.join(', ')}.`, next.parameters, next.changes);
  }
  return gate(input, action, reason, input.currentParameters, []);
}

function chooseAction(input: DecisionInput): { action: Action; reason: string } {
  const { diagnosis, policy } = input;
  const percent = diagnosis.confidence.toFixed(2);
  if (input.expectedError !== null) return { action: 'IGNORE', reason: `Expected for this job: ${input.expectedError}.` };
  if (diagnosis.confidence < policy.escalateBelow)
    return { action: 'ESCALATE', reason: `Confidence ${percent} is below ${policy.escalateBelow}: a person has to look.` };
  const proposed = diagnosis.proposedAction;
  if (proposed === 'IGNORE' && diagnosis.confidence < (policy.actions.IGNORE?.actFrom ?? policy.actFrom))
    return {
      action: input.hasRecipient ? 'SEND_EMAIL' : 'ESCALATE',
      reason: `It looks as if it was meant to be, but nobody said so clearly enough (${percent}) to pass it over in silence.`,
    };
  if (tierOf[proposed] === 'R0') {
    if (proposed === 'SEND_EMAIL' && !input.hasRecipient) return { action: 'ESCALATE', reason: 'The job has no owner to write to.' };
    return { action: proposed, reason: reasonFor(proposed) };
  }
  if (!input.canSubmit)
    return {
      action: input.hasRecipient ? 'SEND_EMAIL' : 'ESCALATE',
      reason: 'Nightshift cannot start runs on this platform: a person has to rerun the job.',
    };
  if (input.attempts >= policy.maxResubmissionsPerRun)
    return { action: 'ESCALATE', reason: `All ${policy.maxResubmissionsPerRun} resubmissions of this run are used.` };
  if (input.actions >= policy.maxActionsPerIncident)
    return { action: 'ESCALATE', reason: `All ${policy.maxActionsPerIncident} actions of this incident are used.` };
  return { action: proposed, reason: reasonFor(proposed) };
}

const reasonFor = (action: Action): string =>
  ({
    RETRY: 'The same run may well succeed later.',
    RETRY_WITH_NEW_PARAMS: 'The same run would fail again; a bounded parameter of the job helps.',
    SEND_EMAIL: 'Only the owner can put this right.',
    ESCALATE: 'Someone must look now.',
    IGNORE: 'It was meant to be.',
  })[action];

/** No rung is left: who can change the job itself has to act. With nothing tried yet nothing burns, so the owner gets a mail. */
function outOfParameters(input: DecisionInput): Decision {
  const tellOwner = input.attempts === 0 && input.hasRecipient && input.job.criticality !== 'critical';
  return gate(
    input,
    tellOwner ? 'SEND_EMAIL' : 'ESCALATE',
    'The same run would fail again, and no parameter that Nightshift may change helps any further.',
    input.currentParameters,
    [],
  );
}

function gate(input: DecisionInput, action: Action, reason: string, parameters: Parameters, changes: Decision['changes']): Decision {
  const riskTier = tierOf[action];
  const acts = riskTier !== 'R0';
  return {
    action,
    parameters,
    changes,
    reason,
    riskTier,
    confidence: input.diagnosis.confidence,
    cause: input.diagnosis.cause,
    criticality: input.job.criticality,
    approval: acts ? approvalReasons(input, action, riskTier) : [],
    shadow: input.shadow || input.policy.shadow,
    notBefore: acts ? notBefore(input) : null,
    policyVersion: input.policyVersion,
  };
}

/** Why a person has to say yes first; empty when Nightshift may act alone. */
export function approvalReasons(input: DecisionInput, action: Action, riskTier: RiskTier): readonly ApprovalReason[] {
  const { policy, job } = input;
  const own = policy.actions[action];
  const now = Date.parse(input.now);
  const reasons: ApprovalReason[] = [];
  if (input.diagnosis.confidence < (own?.actFrom ?? policy.actFrom)) reasons.push('confidence');
  if (own?.alwaysAsk === true) reasons.push('policy');
  if (job.criticality === 'critical') reasons.push('critical-job');
  if (!job.idempotent) reasons.push('not-idempotent');
  if (riskTier === 'R3') reasons.push('risk-tier');
  if (policy.freezeWindows.some((window) => Date.parse(window.from) <= now && now < Date.parse(window.until)))
    reasons.push('freeze-window');
  if (input.automaticSubmissionsLastHour >= policy.maxAutomaticSubmissionsPerHour) reasons.push('hourly-limit');
  if (breakerState(input.breaker, policy.breaker, input.now).kind === 'open') reasons.push('breaker-open');
  return reasons;
}

/** Exponential back-off between resubmissions, never earlier than what the failed party asked for. New parameters need no wait. */
function notBefore(input: DecisionInput): string | null {
  const { backOff } = input.policy;
  const patience =
    input.diagnosis.proposedAction === 'RETRY' ? Math.min(backOff.maxMs, backOff.firstMs * backOff.factor ** input.attempts) : 0;
  const delay = Math.max(patience, input.diagnosis.retryAfterMs ?? 0);
  return delay === 0 ? null : new Date(Date.parse(input.now) + delay).toISOString();
}
