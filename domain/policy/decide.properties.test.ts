import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actions, causes, criticalities } from '../incidents/vocabulary.ts';
import type { Tunable } from '../jobs/types.ts';
import { decide } from './decide.ts';
import { nextParameters } from './parameter-ladder.ts';
import { facts, now } from './policy.example.ts';

const tunable: fc.Arbitrary<Tunable> = fc
  .record({
    min: fc.integer({ min: 0, max: 1000 }),
    span: fc.integer({ min: 1, max: 5000 }),
    step: fc.integer({ min: 1, max: 64 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    factor: fc.constantFrom(0.25, 0.5, 0.9, 1.1, 1.5, 2, 10),
    type: fc.constantFrom('integer' as const, 'number' as const),
    name: fc.constantFrom('memoryMb', 'timeoutSeconds', 'batchSize'),
    helps: fc.subarray(['RESOURCE', 'TIMEOUT', 'RATE_LIMIT', 'CONCURRENCY'] as const),
  })
  .map(({ span, at, ...rest }) => ({ ...rest, unit: null, max: rest.min + span, default: rest.min + Math.round(at * span) }));
const tunables = fc.uniqueArray(tunable, { selector: (one) => one.name, maxLength: 3 });
const parameters = fc.dictionary(
  fc.constantFrom('memoryMb', 'timeoutSeconds', 'batchSize', 'other'),
  fc.oneof(fc.integer({ min: -100, max: 10_000 }), fc.constantFrom('many', '12', true)),
);
const tried = fc.array(fc.record({ parameters, worked: fc.boolean() }), { maxLength: 6 });

const input = fc
  .record({
    diagnosis: fc.record({
      cause: fc.constantFrom(...causes),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      proposedAction: fc.constantFrom(...actions),
      retryAfterMs: fc.option(fc.integer({ min: 1, max: 3_600_000 })),
    }),
    job: fc.record({ criticality: fc.constantFrom(...criticalities), tunables, idempotent: fc.boolean() }),
    canSubmit: fc.boolean(),
    expectedError: fc.option(fc.constant('meant to be')),
    hasRecipient: fc.boolean(),
    currentParameters: parameters,
    tried,
    attempts: fc.nat(5),
    actions: fc.nat(7),
    automaticSubmissionsLastHour: fc.nat(12),
    breaker: fc.record({
      failures: fc
        .array(fc.nat(70), { maxLength: 8 })
        .map((ages) => ages.toSorted((a, b) => b - a).map((age) => new Date(Date.parse(now) - age * 60_000).toISOString())),
      inFlight: fc.nat(2),
    }),
    shadow: fc.boolean(),
  })
  .map(facts);

describe('properties of the policy', () => {
  it('never leaves the bounds of a parameter, and always goes on along its ladder', () => {
    fc.assert(
      fc.property(fc.constantFrom(...causes), tunables, parameters, tried, (cause, given, current, before) => {
        const next = nextParameters(cause, given, current, before);
        for (const { name, before: from, after } of next?.changes ?? []) {
          const own = given.find((one) => one.name === name);
          expect(own?.helps).toContain(cause);
          expect(after).toBeGreaterThanOrEqual(own?.min ?? Number.NaN);
          expect(after).toBeLessThanOrEqual(own?.max ?? Number.NaN);
          if ((own?.factor ?? 1) >= 1) expect(after).toBeGreaterThan(Number(from));
          else expect(after).toBeLessThan(Number(from));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('never acts alone below its threshold, over a limit, on a critical job or where a rerun could do harm', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { riskTier, approval, confidence } = decide(given);
        if (riskTier === 'R0' || approval.length > 0) return;
        expect(confidence).toBeGreaterThanOrEqual(given.policy.actFrom);
        expect(given.job).toMatchObject({ idempotent: true });
        expect(given.job.criticality).not.toBe('critical');
        expect(given.automaticSubmissionsLastHour).toBeLessThan(given.policy.maxAutomaticSubmissionsPerHour);
      }),
      { numRuns: 2000 },
    );
  });

  it('starts no run beyond the limits of the case, and none where it cannot', () => {
    fc.assert(
      fc.property(input, (given) => {
        if (decide(given).riskTier === 'R0') return;
        expect(given).toMatchObject({ canSubmit: true, expectedError: null });
        expect(given.attempts).toBeLessThan(given.policy.maxResubmissionsPerRun);
        expect(given.actions).toBeLessThan(given.policy.maxActionsPerIncident);
      }),
      { numRuns: 2000 },
    );
  });

  it('never asks before telling people, and tells them at once', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { riskTier, approval, notBefore } = decide(given);
        if (riskTier === 'R0') expect({ approval, notBefore }).toEqual({ approval: [], notBefore: null });
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same decision for the same facts', () => {
    fc.assert(
      fc.property(input, (given) => {
        expect(decide(structuredClone(given))).toEqual(decide(given));
      }),
    );
  });
});
