import type { Tunable } from '../jobs/types.ts';
import type { DecisionInput } from './decide.ts';
import { defaultPolicy } from './default-policy.ts';
import type { Policy } from './types.ts';

/** A policy and a decision's facts as the tests start from: everything allows Nightshift to act alone. */

export const policy: Policy = defaultPolicy({
  maxResubmissionsPerRun: 3,
  maxActionsPerIncident: 5,
  onCall: ['oncall@example.com'],
  approvers: ['approver@example.com'],
});

export const memory: Tunable = {
  name: 'memoryMb',
  type: 'integer',
  unit: 'MB',
  min: 32,
  max: 512,
  step: 8,
  default: 64,
  factor: 2,
  helps: ['RESOURCE'],
};

export const now = '2026-11-21T03:00:00.000Z';

/** Facts of a plain retry with the given differences. */
export function facts({
  diagnosis,
  job,
  policy: changed,
  ...rest
}: {
  readonly diagnosis?: Partial<DecisionInput['diagnosis']>;
  readonly job?: Partial<DecisionInput['job']>;
  readonly policy?: Partial<Policy>;
} & Partial<Omit<DecisionInput, 'diagnosis' | 'job' | 'policy'>> = {}): DecisionInput {
  return {
    diagnosis: { cause: 'NETWORK', confidence: 0.95, proposedAction: 'RETRY', retryAfterMs: null, ...diagnosis },
    job: { criticality: 'normal', tunables: [], idempotent: true, ...job },
    policy: { ...policy, ...changed },
    canSubmit: true,
    expectedError: null,
    hasRecipient: true,
    currentParameters: {},
    tried: [],
    attempts: 0,
    actions: 0,
    automaticSubmissionsLastHour: 0,
    breaker: { failures: [], inFlight: 0 },
    shadow: false,
    policyVersion: 7,
    now,
    ...rest,
  };
}
