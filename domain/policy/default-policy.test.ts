import { describe, expect, it } from 'vitest';
import { defaultPolicy, mergePolicies } from './default-policy.ts';
import { policy } from './policy.example.ts';

describe('mergePolicies', () => {
  it('changes nothing without overlays', () => expect(mergePolicies(policy, [])).toEqual(policy));

  it('lets later overlays win: tenant, application, job', () =>
    expect(mergePolicies(policy, [{ actFrom: 0.9, shadow: true }, { actFrom: 0.8 }, { maxResubmissionsPerRun: 1 }])).toEqual({
      ...policy,
      actFrom: 0.8,
      shadow: true,
      maxResubmissionsPerRun: 1,
    }));

  it('merges groups field by field and replaces lists', () => {
    const merged = mergePolicies(policy, [
      { breaker: { ...policy.breaker, failures: 2 }, actions: { RETRY: { actFrom: 0.9 } }, onCall: ['a@example.com'] },
      { ...JSON.parse('{ "breaker": { "probeAfterMs": 5 } }'), actions: { SEND_EMAIL: { alwaysAsk: true } }, onCall: ['b@example.com'] },
    ]);
    expect(merged.breaker).toEqual({ failures: 2, windowMs: policy.breaker.windowMs, probeAfterMs: 5 });
    expect(merged.actions).toEqual({ RETRY: { actFrom: 0.9 }, SEND_EMAIL: { alwaysAsk: true } });
    expect(merged.onCall).toEqual(['b@example.com']);
  });

  it('leaves what it was given as it is', () => {
    const base = Object.freeze({ ...policy, actions: Object.freeze({}) });
    mergePolicies(base, [{ actions: { RETRY: { actFrom: 1 } } }]);
    expect(base.actions).toEqual({});
  });
});

describe('defaultPolicy', () => {
  it('sends approvals to the on-call people where nobody else is named', () => {
    const given = { maxResubmissionsPerRun: 3, maxActionsPerIncident: 5, onCall: ['oncall@example.com'] };
    expect(defaultPolicy({ ...given, approvers: [] }).approvers).toEqual(['oncall@example.com']);
    expect(defaultPolicy({ ...given, approvers: ['boss@example.com'] }).approvers).toEqual(['boss@example.com']);
  });
});
