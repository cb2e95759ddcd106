import { describe, expect, it } from 'vitest';
import type { Tunable } from '../jobs/types.ts';
import { nextParameters } from '../policy/parameter-ladder.ts';
import { diagnose } from './ladder.ts';
import { createRuleMatcher } from './match-rules.ts';
import { isModelsTurn } from './model-turn.ts';
import { boundParameters, failedModelStage, type ModelVerdict, toModelStage } from './model-verdict.ts';
import { normalise } from './normalise.ts';
import type { DiagnosisInput, Rule, StageVerdict } from './types.ts';

const memory: Tunable = {
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
const input = (errorText: string): DiagnosisInput => ({
  platform: 'local',
  errorText,
  logTail: '',
  exitCode: null,
  signal: null,
  platformReason: null,
});
const odd = input('zorb 17 went beyond its frame');
const said: ModelVerdict = {
  cause: 'RESOURCE',
  origin: 'WORKFLOW_ENGINE',
  action: 'RETRY_WITH_NEW_PARAMS',
  confidence: 0.95,
  rootCause: 'The frame was too small.',
  quotes: ['zorb 17 went beyond its frame'],
  parameters: [{ name: 'memoryMb', value: 256 }],
};
const rule = (changes: Partial<Rule>): Rule => ({
  id: 'own',
  pattern: 'beyond its frame',
  cause: 'DATA',
  origin: 'INPUT_DATA_QUALITY',
  severity: 'medium',
  action: 'SEND_EMAIL',
  confidence: 0.7,
  kind: 'phrase',
  title: 'Beyond the frame',
  ...changes,
});
const stage = (verdict: Partial<ModelVerdict> = {}, on = odd, reused = false) =>
  toModelStage({ ...said, ...verdict }, { evidence: normalise(on), tunables: [memory], model: 'sim', reused, secrets: [] });
const merged = (rules: readonly Rule[], model: { verdict: StageVerdict; parameters?: Readonly<Record<string, number>> }, on = odd) =>
  diagnose(on, { matcher: createRuleMatcher(rules), confirmed: null, model: model.verdict, proposedParameters: model.parameters ?? {} });

describe('the merge with a model', () => {
  it('takes its word where nothing else is known, but never at a confidence that acts alone', () =>
    expect(merged([], stage())).toMatchObject({
      cause: 'RESOURCE',
      method: 'model',
      confidence: 0.8,
      proposedAction: 'RETRY_WITH_NEW_PARAMS',
      proposedParameters: { memoryMb: 256 },
      quotes: ['zorb 17 went beyond its frame'],
    }));

  it('keeps both verdicts, and lets rules that say the same decide', () => {
    const result = merged([rule({ cause: 'RESOURCE', confidence: 0.7 })], stage());
    expect(result).toMatchObject({ cause: 'RESOURCE', method: 'rule', confidence: 0.7, proposedParameters: { memoryMb: 256 } });
    expect(result.stages.filter((one) => one.outcome === 'answered').map((one) => one.stage)).toEqual(['rules', 'model']);
  });

  it.each([
    ['a weak rule', 0.65, { cause: 'RESOURCE', method: 'model', confidence: 0.65 }],
    ['a rule at the threshold', 0.79, { cause: 'RESOURCE', method: 'model', confidence: 0.7 }],
    ['a sure rule', 0.9, { cause: 'DATA', method: 'rule', confidence: 0.8 }],
    ['a very sure rule', 0.95, { cause: 'DATA', method: 'rule', confidence: 0.85 }],
  ])('against %s', (_name, confidence, expected) => {
    const result = merged([rule({ confidence })], stage());
    expect({ ...result, confidence: Math.round(result.confidence * 100) / 100 }).toMatchObject(expected);
    if (expected.cause === 'DATA') expect(result.proposedParameters).toBeUndefined();
  });

  it('never makes a verdict surer than the rules made it', () => {
    for (let own = 0.5; own <= 1; own += 0.01)
      for (const cause of ['RESOURCE', 'DATA', 'NETWORK'] as const)
        expect(merged([rule({ confidence: own })], stage({ cause, confidence: 1 })).confidence).toBeLessThanOrEqual(own + 1e-9);
  });

  it('trusts a verdict less whose quotes the text does not hold', () =>
    expect(merged([], stage({ confidence: 0.75, quotes: ['a line that nobody wrote'] }))).toMatchObject({ confidence: 0.55, quotes: [] }));

  it('is an honest UNKNOWN where the model cannot tell either', () =>
    expect(merged([], stage({ cause: 'UNKNOWN' }))).toMatchObject({ cause: 'UNKNOWN', confidence: 0.3, method: 'rule' }));

  it('is marked as degraded where the model gave no answer', () => {
    expect(merged([rule({})], failedModelStage('timeout'))).toMatchObject({ cause: 'DATA', method: 'degraded', confidence: 0.7 });
    expect(merged([], failedModelStage('timeout'))).toMatchObject({ cause: 'UNKNOWN', method: 'degraded' });
  });
});

describe('what a model says', () => {
  it('closes no case', () => expect(stage({ action: 'IGNORE' }).verdict.action).toBe('SEND_EMAIL'));

  it('is cut, and sends nobody anywhere', () => {
    const { verdict } = stage({
      rootCause: `Open https://evil.example/fix or [this](http://evil.example) or write to boss@evil.example, password=hunter2secret99 ${'x'.repeat(900)}`,
      quotes: Array.from({ length: 50 }, (_, index) => `line ${index}`),
    });
    expect(verdict.reason).not.toMatch(/https?:|evil\.example|@|hunter2secret99/);
    expect(verdict.reason.length).toBeLessThanOrEqual(300);
    expect(verdict.quotes).toHaveLength(5);
  });

  it('said of another case with the same fault is anchored in the lines of this one', () => {
    const other = input('2026-11-02 04:00:00 zorb 99 went beyond its frame');
    expect(stage({}, other, true).verdict.quotes).toEqual(['2026-11-02 04:00:00 zorb 99 went beyond its frame']);
    expect(stage({ quotes: ['nowhere'] }, other, true).verdict).toMatchObject({ quotes: [], confidence: 0.95 });
  });
});

describe('proposed parameters', () => {
  it('stay inside bounds and steps of the tunables; everything else is dropped', () =>
    expect(
      boundParameters(
        [
          { name: 'memoryMb', value: 1e9 },
          { name: 'memoryMb.max', value: 1e9 },
          { name: '__proto__', value: 1 },
          { name: 'path', value: 7 },
        ],
        [memory],
      ),
    ).toEqual({ memoryMb: 512 }));

  it.each([
    [100, 104],
    [-5, 32],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ])('%d becomes %j', (value, expected) => expect(boundParameters([{ name: 'memoryMb', value }], [memory])['memoryMb']).toBe(expected));

  it('are taken by the ladder where they lead on, after what worked before', () => {
    const next = (proposed: number, tried: Parameters<typeof nextParameters>[3] = []) =>
      nextParameters('RESOURCE', [memory], { memoryMb: 64 }, tried, { memoryMb: proposed })?.parameters['memoryMb'];
    expect(next(256)).toBe(256);
    expect(next(32)).toBe(128);
    expect(next(1024)).toBe(128);
    expect(next(256, [{ parameters: { memoryMb: 256 }, worked: false }])).toBe(512);
    expect(next(256, [{ parameters: { memoryMb: 192 }, worked: true }])).toBe(192);
    expect(nextParameters('NETWORK', [memory], {}, [], { memoryMb: 256 })).toBeNull();
  });
});

describe("the model's turn", () => {
  const policy = { actFrom: 0.85, actions: { RETRY: { actFrom: 0.95 } } };
  const without = (rules: readonly Rule[]) => diagnose(odd, { matcher: createRuleMatcher(rules), confirmed: null });
  it('comes where rules and knowledge are not sure enough to act', () => {
    expect(isModelsTurn('on-miss', without([]), policy)).toBe(true);
    expect(isModelsTurn('on-miss', without([rule({ confidence: 0.84 })]), policy)).toBe(true);
    expect(isModelsTurn('on-miss', without([rule({ confidence: 0.85 })]), policy)).toBe(false);
    expect(isModelsTurn('on-miss', without([rule({ confidence: 0.9, action: 'RETRY', cause: 'NETWORK' })]), policy)).toBe(true);
  });
  it('comes always where that is set, except after a settled verdict', () => {
    expect(isModelsTurn('always', without([rule({ confidence: 0.97 })]), policy)).toBe(true);
    const confirmed = { ...without([]), fingerprint: without([]).fingerprint };
    const settled = diagnose(odd, {
      matcher: createRuleMatcher([]),
      confirmed: {
        fingerprint: confirmed.fingerprint,
        cause: 'DATA',
        origin: 'UNKNOWN',
        action: 'SEND_EMAIL',
        by: 'human',
        incidentId: 'i',
        reason: 'seen',
      },
    });
    expect(isModelsTurn('always', settled, policy)).toBe(false);
  });
});
