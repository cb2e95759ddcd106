import { describe, expect, it } from 'vitest';
import { approvalReasons, decide } from './decide.ts';
import { facts, memory, now, policy } from './policy.example.ts';

const outcome = (input: Parameters<typeof facts>[0]) => {
  const { action, approval } = decide(facts(input));
  return { action, approval };
};
const minutesAgo = (minutes: number): string => new Date(Date.parse(now) - minutes * 60_000).toISOString();
const acts = { action: 'RETRY', approval: [] };

describe('decide: confidence', () => {
  it.each([
    [0.59, { action: 'ESCALATE', approval: [] }],
    [0.6, { action: 'RETRY', approval: ['confidence'] }],
    [0.7, { action: 'RETRY', approval: ['confidence'] }],
    [0.85, acts],
    [0.86, acts],
  ])('at %d', (confidence, expected) => expect(outcome({ diagnosis: { confidence } })).toEqual(expected));

  it('uses the thresholds of the policy', () => {
    const own = { escalateBelow: 0.3, actFrom: 0.5 };
    expect(outcome({ diagnosis: { confidence: 0.5 }, policy: own })).toEqual(acts);
    expect(outcome({ diagnosis: { confidence: 0.4 }, policy: own })).toEqual({ action: 'RETRY', approval: ['confidence'] });
    expect(outcome({ diagnosis: { confidence: 0.29 }, policy: own }).action).toBe('ESCALATE');
  });

  it("lets an action's own threshold replace the general one, in both directions", () => {
    const stricter = { actions: { RETRY: { actFrom: 0.96 } } };
    expect(outcome({ diagnosis: { confidence: 0.95 }, policy: stricter }).approval).toEqual(['confidence']);
    expect(outcome({ diagnosis: { confidence: 0.96 }, policy: stricter })).toEqual(acts);
    expect(outcome({ diagnosis: { confidence: 0.7 }, policy: { actions: { RETRY: { actFrom: 0.65 } } } })).toEqual(acts);
    expect(outcome({ policy: { actions: { RETRY_WITH_NEW_PARAMS: { actFrom: 0.99 } } } })).toEqual(acts);
  });

  it('passes a failure over in silence only when it is as sure as acting alone takes', () => {
    const meant = (confidence: number, more = {}) => outcome({ diagnosis: { confidence, proposedAction: 'IGNORE' }, ...more }).action;
    expect([meant(0.85), meant(0.84), meant(0.6), meant(0.59)]).toEqual(['IGNORE', 'SEND_EMAIL', 'SEND_EMAIL', 'ESCALATE']);
    expect(meant(0.84, { hasRecipient: false })).toBe('ESCALATE');
    expect(meant(0.9, { policy: { actions: { IGNORE: { actFrom: 0.95 } } } })).toBe('SEND_EMAIL');
    expect(meant(0.7, { policy: { actFrom: 0.65 } })).toBe('IGNORE');
  });

  it('never asks to tell people', () =>
    expect(outcome({ diagnosis: { confidence: 0.61, proposedAction: 'SEND_EMAIL' } })).toEqual({ action: 'SEND_EMAIL', approval: [] }));
});

describe('decide: who has to be asked', () => {
  it('asks for a critical job, for one that is not idempotent and where the policy says so', () => {
    expect(outcome({ job: { criticality: 'critical' } }).approval).toEqual(['critical-job']);
    expect(outcome({ job: { criticality: 'low' } }).approval).toEqual([]);
    expect(outcome({ job: { idempotent: false } }).approval).toEqual(['not-idempotent']);
    expect(outcome({ policy: { actions: { RETRY: { alwaysAsk: true } } } }).approval).toEqual(['policy']);
  });

  it('asks for tier R3 whatever else holds', () => {
    expect(approvalReasons(facts(), 'RETRY', 'R3')).toEqual(['risk-tier']);
    expect(approvalReasons(facts(), 'RETRY', 'R2')).toEqual([]);
  });

  it('asks inside a freeze window: its start belongs to it, its end does not', () => {
    const frozen = (from: string, until: string) => outcome({ policy: { freezeWindows: [{ from, until, reason: 'year end' }] } }).approval;
    expect(frozen('2026-11-21T03:00:00+00:00', '2026-11-21T04:00:00+00:00')).toEqual(['freeze-window']);
    expect(frozen('2026-11-21T05:00:00+02:00', '2026-11-21T05:30:00+02:00')).toEqual(['freeze-window']);
    expect(frozen('2026-11-21T02:00:00+00:00', '2026-11-21T03:00:00+00:00')).toEqual([]);
    expect(frozen('2026-11-21T03:00:01+00:00', '2026-11-21T04:00:00+00:00')).toEqual([]);
  });

  it('lets ten automatic submissions an hour through and asks for the eleventh', () => {
    expect(outcome({ automaticSubmissionsLastHour: 9 }).approval).toEqual([]);
    expect(outcome({ automaticSubmissionsLastHour: 10 }).approval).toEqual(['hourly-limit']);
  });

  it('asks while the breaker is open, and lets one probe through afterwards', () => {
    const failures = (last: number) => [50, 49, 48, 47, last].map(minutesAgo);
    expect(outcome({ breaker: { failures: failures(29), inFlight: 0 } }).approval).toEqual(['breaker-open']);
    expect(outcome({ breaker: { failures: failures(30), inFlight: 0 } }).approval).toEqual([]);
    expect(outcome({ breaker: { failures: failures(30), inFlight: 1 } }).approval).toEqual(['breaker-open']);
  });

  it('names every reason at once', () =>
    expect(
      outcome({ diagnosis: { confidence: 0.7 }, job: { criticality: 'critical', idempotent: false }, automaticSubmissionsLastHour: 10 })
        .approval,
    ).toEqual(['confidence', 'critical-job', 'not-idempotent', 'hourly-limit']));
});

describe('decide: limits and what cannot be done', () => {
  it('escalates after three resubmissions of the run or five actions of the incident', () => {
    expect(outcome({ attempts: 2 })).toEqual(acts);
    expect(outcome({ attempts: 3 }).action).toBe('ESCALATE');
    expect(outcome({ actions: 4 })).toEqual(acts);
    expect(outcome({ actions: 5 }).action).toBe('ESCALATE');
  });

  it('still tells the owner when the limits are used up', () =>
    expect(outcome({ attempts: 3, actions: 5, diagnosis: { proposedAction: 'SEND_EMAIL' } }).action).toBe('SEND_EMAIL'));

  it('ignores an expected error, before every threshold', () =>
    expect(decide(facts({ expectedError: 'no data on Sundays', diagnosis: { confidence: 0.1 } }))).toMatchObject({
      action: 'IGNORE',
      reason: 'Expected for this job: no data on Sundays.',
      approval: [],
    }));

  it('tells people where it cannot start runs', () => {
    expect(outcome({ canSubmit: false }).action).toBe('SEND_EMAIL');
    expect(outcome({ canSubmit: false, hasRecipient: false }).action).toBe('ESCALATE');
  });

  it('escalates a mail that has nobody to go to', () =>
    expect(outcome({ diagnosis: { proposedAction: 'SEND_EMAIL' }, hasRecipient: false }).action).toBe('ESCALATE'));

  it('decides in shadow where the job, the platform or the policy is', () => {
    expect(decide(facts()).shadow).toBe(false);
    expect(decide(facts({ shadow: true }))).toMatchObject({ action: 'RETRY', shadow: true });
    expect(decide(facts({ policy: { shadow: true } })).shadow).toBe(true);
  });

  it('stores the facts that it used', () =>
    expect(decide(facts())).toMatchObject({ policyVersion: 7, confidence: 0.95, cause: 'NETWORK', criticality: 'normal', riskTier: 'R1' }));
});

describe('decide: new parameters', () => {
  const resource = { cause: 'RESOURCE', proposedAction: 'RETRY_WITH_NEW_PARAMS' } as const;

  it('takes the next rung and shows the difference', () =>
    expect(
      decide(facts({ diagnosis: resource, job: { tunables: [memory] }, currentParameters: { memoryMb: 64, date: 'today' } })),
    ).toMatchObject({
      action: 'RETRY_WITH_NEW_PARAMS',
      riskTier: 'R2',
      parameters: { memoryMb: 128, date: 'today' },
      changes: [{ name: 'memoryMb', before: 64, after: 128, unit: 'MB' }],
      notBefore: null,
    }));

  it('tells the owner when no parameter helps, and escalates once something was tried, is critical or has no owner', () => {
    expect(outcome({ diagnosis: resource }).action).toBe('SEND_EMAIL');
    expect(outcome({ diagnosis: resource, attempts: 1 }).action).toBe('ESCALATE');
    expect(outcome({ diagnosis: resource, job: { criticality: 'critical' } })).toEqual({ action: 'ESCALATE', approval: [] });
    expect(outcome({ diagnosis: resource, hasRecipient: false }).action).toBe('ESCALATE');
  });
});

describe('decide: back-off', () => {
  const delay = (input: Parameters<typeof facts>[0]) => {
    const { notBefore } = decide(facts(input));
    return notBefore === null ? 0 : (Date.parse(notBefore) - Date.parse(now)) / 1000;
  };

  it('doubles from thirty seconds up to its bound', () => {
    expect([0, 1, 2].map((attempts) => delay({ attempts }))).toEqual([30, 60, 120]);
    expect(delay({ attempts: 2, policy: { backOff: { ...policy.backOff, maxMs: 90_000 } } })).toBe(90);
  });

  it('never comes earlier than what the failed party asked for', () => {
    expect(delay({ diagnosis: { retryAfterMs: 45_000 } })).toBe(45);
    expect(delay({ diagnosis: { retryAfterMs: 10_000 } })).toBe(30);
  });

  it('does not delay a mail', () => expect(delay({ diagnosis: { proposedAction: 'SEND_EMAIL', retryAfterMs: 45_000 } })).toBe(0));
});
