import { describe, expect, it } from 'vitest';
import { diagnose, type LadderOptions } from './ladder.ts';
import { createRuleMatcher } from './match-rules.ts';
import { builtInRules } from './rules/built-in.ts';
import type { ConfirmedVerdict, DiagnosisInput, Rule, StageVerdict } from './types.ts';

const matcher = createRuleMatcher(builtInRules);
const input = (errorText: string, rest: Partial<DiagnosisInput> = {}): DiagnosisInput => ({
  platform: 'local',
  errorText,
  logTail: '',
  exitCode: null,
  signal: null,
  platformReason: null,
  ...rest,
});
const told = (text: string, options: Partial<LadderOptions> = {}, rest: Partial<DiagnosisInput> = {}) =>
  diagnose(input(text, rest), { matcher, confirmed: null, ...options });
const stage = (change: Partial<StageVerdict>): StageVerdict => ({
  stage: 'model',
  outcome: 'answered',
  cause: 'DATA',
  origin: 'INPUT_DATA_QUALITY',
  action: 'SEND_EMAIL',
  severity: 'medium',
  confidence: 0.8,
  source: 'some-model',
  reason: 'The supplier sent the wrong month.',
  quotes: [],
  ...change,
});
const confirm = (text: string, change: Partial<ConfirmedVerdict> = {}): ConfirmedVerdict => ({
  fingerprint: told(text).fingerprint,
  cause: 'CONFIGURATION',
  origin: 'WORKFLOW_ENGINE',
  action: 'SEND_EMAIL',
  by: 'human',
  incidentId: 'inc_1',
  reason: 'The new month was not opened',
  ...change,
});

describe('a confirmed verdict', () => {
  const text = 'connect ECONNREFUSED 10.0.0.1:5432';
  it('answers first and overrules a rule', () => {
    const diagnosis = told('connect ECONNREFUSED 10.9.9.9:5432', { confirmed: confirm(text) });
    expect(diagnosis).toMatchObject({ cause: 'CONFIGURATION', proposedAction: 'SEND_EMAIL', method: 'human', confidence: 0.97 });
    expect(diagnosis.rootCause).toContain('The new month was not opened');
  });
  it('by an outcome is knowledge', () =>
    expect(told(text, { confirmed: confirm(text, { by: 'outcome' }) })).toMatchObject({ method: 'knowledge', confidence: 0.9 }));
  it('on another fingerprint is left aside', () => {
    const diagnosis = told('no space left on device', { confirmed: confirm(text) });
    expect(diagnosis).toMatchObject({ cause: 'RESOURCE', method: 'rule' });
    expect(diagnosis.stages[0]).toMatchObject({ stage: 'confirmed', outcome: 'abstained' });
  });
});

describe('a rule that knows only how bad it is', () => {
  it('leaves the cause open and sets the severity', () => {
    const rule = {
      ...builtInRules[0],
      id: 'own',
      pattern: 'wobble',
      cause: 'UNKNOWN',
      origin: 'UNKNOWN',
      severity: 'high',
      title: 'Wobble',
    };
    const diagnosis = told('wobble in the third flange', { matcher: createRuleMatcher([rule as Rule]) });
    expect(diagnosis).toMatchObject({ cause: 'UNKNOWN', severity: 'high' });
    expect(told('wobble in the third flange').severity).toBe('medium');
  });
});

describe('the merge', () => {
  const odd = 'wobble in the third flange';
  it('keeps every stage', () =>
    expect(told(odd).stages.map(({ stage: name, outcome }) => `${name} ${outcome}`)).toEqual([
      'confirmed abstained',
      'rules abstained',
      'knowledge skipped',
      'wording skipped',
      'model skipped',
    ]));
  it('takes the model where no rule fits', () =>
    expect(told(odd, { model: stage({}) })).toMatchObject({
      cause: 'DATA',
      method: 'model',
      confidence: 0.8,
      rootCause: expect.stringMatching(/^The supplier sent the wrong month:/),
    }));
  it('takes the more confident of two, and is less sure when they disagree', () => {
    const diagnosis = told(odd, {
      model: stage({ confidence: 0.7 }),
      knowledge: stage({ stage: 'knowledge', cause: 'NETWORK', action: 'RETRY', confidence: 0.9 }),
    });
    expect(diagnosis).toMatchObject({ cause: 'NETWORK', method: 'knowledge' });
    expect(diagnosis.confidence).toBeCloseTo(0.8);
  });
  it('takes the earlier of two equals', () =>
    expect(told(odd, { knowledge: stage({ stage: 'knowledge', cause: 'NETWORK' }), model: stage({}) })).toMatchObject({
      cause: 'NETWORK',
    }));
  it('drops quotes that the text does not hold, and trusts their stage less', () => {
    const diagnosis = told(odd, { model: stage({ quotes: [odd, 'invented line'] }) });
    expect(diagnosis.quotes).toEqual([odd]);
    expect(diagnosis.confidence).toBeCloseTo(0.6);
  });
  it('is marked degraded when the model failed', () => {
    const failed = stage({ outcome: 'failed', cause: 'UNKNOWN', action: null, confidence: 0 });
    expect(told(odd, { model: failed })).toMatchObject({ cause: 'UNKNOWN', method: 'degraded' });
    expect(told('connect ECONNREFUSED', { model: failed })).toMatchObject({ cause: 'NETWORK', method: 'degraded' });
  });
});

describe('the verdict', () => {
  it('names the kind of failure and the line in one short sentence', () => {
    const { rootCause } = told(`java.io.IOException: No space left on device ${'x'.repeat(5_000)}`);
    expect(rootCause).toMatch(/^The disk is full: java\.io\.IOException: No space left on device/);
    expect(rootCause.length).toBeLessThan(400);
  });
  it('quotes only what the text holds', () => {
    const text = 'INFO one\nERROR: deadlock detected\nDETAIL: Process 1 waits';
    for (const quote of told(text).quotes) expect(text).toContain(quote);
  });
  it('is unknown with a low confidence when nothing tells, and tells the owner', () =>
    expect(told('wobble')).toMatchObject({ cause: 'UNKNOWN', proposedAction: 'SEND_EMAIL', confidence: 0.3, method: 'rule' }));
  it('is unknown with a retry where the text says that it passes', () =>
    expect(told('wobble, this is a transient thing')).toMatchObject({ proposedAction: 'RETRY' }));
  it('is unknown with a retry where the platform blames itself', () =>
    expect(told('', {}, { platformReason: 'INTERNAL_ERROR' })).toMatchObject({ cause: 'UNKNOWN', proposedAction: 'RETRY' }));
  it('stands for an empty text too', () => expect(told('')).toMatchObject({ cause: 'UNKNOWN', rootLine: '', quotes: [] }));
  it('asks before a retry that other evidence speaks against', () => {
    const diagnosis = told('ERROR: connection reset by peer\nERROR: password authentication failed for user "etl"');
    if (diagnosis.proposedAction === 'RETRY') expect(diagnosis.confidence).toBeLessThan(0.85);
  });
  it('is the same for the same input', () => expect(told('deadlock detected')).toEqual(told('deadlock detected')));
});
