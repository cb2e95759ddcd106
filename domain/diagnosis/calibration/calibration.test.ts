import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between, type Random, seededRandom } from '../../text/fixtures/random.ts';
import { diagnose } from '../ladder.ts';
import { createRuleMatcher } from '../match-rules.ts';
import type { DiagnosisInput, Rule, StageVerdict } from '../types.ts';
import { calibrate, calibrateVerdict } from './apply.ts';
import { brierOf, eceOf, errorOf } from './error.ts';
import { type FitOptions, fitCalibration, splitVerdicts } from './fit.ts';
import { fitIsotonic } from './isotonic.ts';
import { fitPlatt } from './platt.ts';
import type { CalibrationFit, JudgedVerdict } from './types.ts';

const options: FitOptions = { method: 'auto', validationSplit: 0.2, targetAccuracy: 0.9 };

/** Verdicts whose truth is known: `truth` says how often a raw confidence is right. */
function judged(count: number, truth: (raw: number) => number, seed = 1, random: Random = seededRandom(seed)): JudgedVerdict[] {
  return Array.from({ length: count }, (_, index) => {
    const confidence = between(random, 50, 97) / 100;
    return { id: `inc_${seed}_${index}`, method: 'rule', confidence, right: random() < truth(confidence) };
  });
}
const over = (raw: number): number => raw - 0.25;
const honest = (raw: number): number => raw;
const ruleOf = (verdicts: readonly JudgedVerdict[], changes: Partial<FitOptions> = {}, current: CalibrationFit = { kind: 'identity' }) => {
  const [report] = fitCalibration(verdicts, { rule: current }, { ...options, ...changes });
  if (report === undefined) throw new Error('No report');
  return report;
};

describe('the errors', () => {
  const verdicts = [
    { confidence: 0.9, right: true },
    { confidence: 0.9, right: false },
    { confidence: 0.3, right: false },
    { confidence: 0.3, right: false },
  ];
  it('are those of the definitions', () => {
    expect(brierOf(verdicts)).toBeCloseTo((0.01 + 0.81 + 0.09 + 0.09) / 4);
    expect(eceOf(verdicts)).toBeCloseTo((2 * 0.4 + 2 * 0.3) / 4);
  });
  it('are zero for no verdicts and for perfect ones', () => {
    expect(errorOf([])).toEqual({ brier: 0, ece: 0 });
    expect(errorOf([{ confidence: 1, right: true }])).toEqual({ brier: 0, ece: 0 });
  });
});

describe('Platt scaling', () => {
  it('finds the curve that made the verdicts', () => {
    const curve = { kind: 'platt_scaling', slope: 0.8, intercept: -0.9 } as const;
    const fit = fitPlatt(judged(4_000, (raw) => 1 / (1 + Math.exp(-(0.8 * Math.log(raw / (1 - raw)) - 0.9)))));
    for (const raw of [0.55, 0.7, 0.85, 0.95]) expect(calibrate(fit, raw)).toBeCloseTo(calibrate(curve, raw), 1);
  });
  it('moves little for a handful of verdicts', () => {
    const fit = fitPlatt([{ confidence: 0.9, right: false }]);
    expect(calibrate(fit, 0.9)).toBeGreaterThan(0.55);
  });
  it('never falls, even where verdicts say that sure ones are wrong', () => {
    const fit = fitPlatt(judged(500, (raw) => 1.4 - raw));
    expect(calibrate(fit, 0.9)).toBeGreaterThanOrEqual(calibrate(fit, 0.6));
  });
});

describe('isotonic regression', () => {
  it('follows a staircase', () => {
    const fit = fitIsotonic(judged(6_000, (raw) => (raw < 0.7 ? 0.4 : 0.85)));
    expect(calibrate(fit, 0.6)).toBeCloseTo(0.4, 1);
    expect(calibrate(fit, 0.9)).toBeCloseTo(0.85, 1);
  });
  it('pools what falls', () => {
    const fit = fitIsotonic(judged(2_000, (raw) => (raw > 0.6 && raw < 0.7 ? 0.9 : 0.6)));
    if (fit.kind !== 'isotonic') throw new Error('Not isotonic');
    const levels = fit.points.map(([, level]) => level);
    expect(levels).toEqual(levels.toSorted((left, right) => left - right));
  });
  it('is never certain', () => expect(calibrate(fitIsotonic(judged(100, () => 1)), 0.95)).toBeLessThan(1));
});

describe('any fit', () => {
  const fit = fc.oneof(
    fc.integer({ min: 1, max: 1_000 }).map((seed) => fitPlatt(judged(60, over, seed))),
    fc.integer({ min: 1, max: 1_000 }).map((seed) => fitIsotonic(judged(200, over, seed))),
    fc.integer({ min: 1, max: 1_000 }).map((seed) => fitIsotonic(judged(40, () => 1, seed))),
  );
  const raw = fc.double({ min: 0, max: 1, noNaN: true });
  it('rises with raw confidence, stays a share, and raises by a tenth at most', () =>
    fc.assert(
      fc.property(fit, raw, raw, (one, left, right) => {
        const [low, high] = [Math.min(left, right), Math.max(left, right)];
        expect(calibrate(one, low)).toBeLessThanOrEqual(calibrate(one, high) + 1e-12);
        expect(calibrate(one, low)).toBeGreaterThanOrEqual(0);
        expect(calibrate(one, high)).toBeLessThanOrEqual(Math.min(1, high + 0.1 + 1e-12));
      }),
    ));
  it('never makes of a verdict that asks one that acts alone', () =>
    fc.assert(
      fc.property(fit, fc.double({ min: 0, max: 0.8499, noNaN: true }), (one, asking) => {
        expect(calibrate(one, asking)).toBeLessThan(0.85);
      }),
    ));
  it('never lifts a verdict that its own text made less sure', () =>
    fc.assert(
      fc.property(fit, raw, (one, confidence) => {
        expect(calibrateVerdict({ rule: one }, { method: 'rule', confidence, lowered: true })).toBeLessThanOrEqual(confidence);
      }),
    ));
  it('leaves what people settled alone', () =>
    expect(
      calibrateVerdict({ rule: { kind: 'platt_scaling', slope: 0, intercept: 0 } }, { method: 'human', confidence: 0.97, lowered: false }),
    ).toBe(0.97));
});

describe('fitting', () => {
  it('takes Platt scaling for few verdicts and isotonic regression for many', () => {
    expect(ruleOf(judged(200, over)).fit.kind).toBe('platt_scaling');
    expect(ruleOf(judged(2_000, over)).fit.kind).toBe('isotonic');
    expect(ruleOf(judged(2_000, over), { method: 'platt_scaling' }).fit.kind).toBe('platt_scaling');
  });
  it('lowers both errors of overconfident verdicts on the part that it has not seen', () => {
    const { taken, before, after, heldOut } = ruleOf(judged(1_000, over));
    expect({ taken, heldOut }).toEqual({ taken: true, heldOut: 200 });
    expect(after?.brier).toBeLessThan((before?.brier ?? 0) - 0.02);
    expect(after?.ece).toBeLessThan((before?.ece ?? 0) / 2);
  });
  it('does not take a fit that is worse on the held-out part, and says so', () => {
    const verdicts = judged(400, honest);
    const { heldOut } = splitVerdicts(verdicts, 0.2);
    const unseen = new Set(heldOut.map(({ id }) => id));
    const misleading = verdicts.map((verdict) =>
      unseen.has(verdict.id) ? { ...verdict, right: true } : { ...verdict, right: verdict.confidence > 0.9 },
    );
    const { taken, fit, why } = ruleOf(misleading);
    expect({ taken, fit }).toEqual({ taken: false, fit: { kind: 'identity' } });
    expect(why).toMatch(/^not better on the held-out verdicts: Brier 0\.\d{4} would become 0\.\d{4}, ECE 0\.\d{4} would become 0\.\d{4}$/);
  });
  it('leaves everything as it is for too few verdicts', () =>
    expect(ruleOf(judged(29, over))).toMatchObject({
      taken: false,
      fit: { kind: 'identity' },
      before: null,
      why: 'too few verdicts: 29 of 30',
    }));
  it('compares with the fit that holds', () => {
    const first = ruleOf(judged(1_000, over)).fit;
    expect(ruleOf(judged(1_000, over), {}, first)).toMatchObject({ taken: false, fit: first });
  });
  it('splits the same way each time, whatever the order', () => {
    const verdicts = judged(50, honest);
    expect(splitVerdicts(verdicts.toReversed(), 0.2)).toEqual(splitVerdicts(verdicts, 0.2));
    expect(splitVerdicts(verdicts, 0.2).heldOut).toHaveLength(10);
  });
  it('says from where the target is reached', () => {
    const report = ruleOf(judged(4_000, (raw) => (raw < 0.8 ? 0.5 : 0.97)));
    expect(report.reachesTargetFrom).toBeGreaterThan(0.5);
    expect(ruleOf(judged(500, () => 0.3)).reachesTargetFrom).toBeNull();
  });
});

describe('a calibrated diagnosis', () => {
  const rule: Rule = {
    ...{ id: 'own', pattern: 'flange wobbles', cause: 'NETWORK', origin: 'THIRD_PARTY_SYSTEM', severity: 'medium', action: 'RETRY' },
    ...{ confidence: 0.9, kind: 'phrase', title: 'The flange wobbles' },
  };
  const matcher = createRuleMatcher([rule]);
  const input: DiagnosisInput = {
    platform: 'local',
    errorText: 'the flange wobbles',
    logTail: '',
    exitCode: null,
    signal: null,
    platformReason: null,
  };
  const lower: CalibrationFit = { kind: 'isotonic', points: [[0.9, 0.7]] };
  const higher: CalibrationFit = { kind: 'isotonic', points: [[0.5, 0.96]] };
  const contradiction: StageVerdict = {
    ...{ stage: 'model', outcome: 'answered', cause: 'DATA', origin: 'INPUT_DATA_QUALITY', action: 'SEND_EMAIL', severity: 'medium' },
    ...{ confidence: 0.7, source: 'm', reason: 'other', quotes: [] },
  };
  it('keeps the raw confidence beside', () =>
    expect(diagnose(input, { matcher, confirmed: null, calibration: { rule: lower } })).toMatchObject({
      confidence: 0.7,
      rawConfidence: 0.9,
    }));
  it('is lifted where verdicts of its kind deserve it, but not where another stage contradicts it', () => {
    const calibration = { rule: higher };
    expect(diagnose(input, { matcher, confirmed: null, calibration }).confidence).toBeCloseTo(0.96);
    expect(diagnose(input, { matcher, confirmed: null, calibration, model: contradiction }).confidence).toBeCloseTo(0.8);
  });
});
