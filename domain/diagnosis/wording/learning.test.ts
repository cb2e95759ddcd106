import { describe, expect, it } from 'vitest';
import { type Cause, causes } from '../../incidents/vocabulary.ts';
import type { StageVerdict } from '../types.ts';
import { sharesOf, type WordingOpinion, type WordingVector } from './classifier.ts';
import { judge, judgedPlaces, sideBySide } from './judge.ts';
import { learnShares } from './learn-shares.ts';
import { createSeparator } from './separate.ts';
import { shuffled } from './shuffled.ts';
import { builtInWording } from './verdict.ts';

const vector = (...values: readonly number[]): WordingVector => ({
  places: Int32Array.from(values.keys()),
  values: Float64Array.from(values),
});
const rule = (cause: Cause, confidence: number) => ({ stage: 'rules', outcome: 'answered', cause, confidence }) as StageVerdict;
const words = (shares: Partial<Record<Cause, number>>): WordingOpinion => ({
  causes: Object.entries(shares).map(([cause, share]) => ({ cause: cause as Cause, share })),
  rerunHelps: 1,
});

describe('a support vector machine', () => {
  const texts = [vector(1, 0), vector(0.8, 0.3), vector(0.9, 0.2), vector(0, 1), vector(0.2, 0.8), vector(0.3, 0.9)];
  const belongs = [true, true, true, false, false, false];
  const sideOf = ({ weights, bias }: { weights: Float64Array; bias: number }, { places, values }: WordingVector) =>
    values.reduce((sum, value, at) => sum + value * (weights[places[at] ?? 0] ?? 0), bias);
  it('tells apart what a line can part, and by how much', () => {
    const learned = createSeparator(texts, 2)(belongs);
    expect(texts.map((text) => sideOf(learned, text) > 0)).toEqual(belongs);
    expect(sideOf(learned, vector(1, 0))).toBeGreaterThan(sideOf(learned, vector(0.6, 0.5)));
  });
  it('meets the condition that its method ends at: nothing pulls but texts within the margin', () => {
    const { weights, bias } = createSeparator(texts, 2)(belongs);
    // Of the squared hinge loss at the best weights, each is the sum of what the texts within the margin pull (2C = 1).
    const pulls = texts.map((text, index) => {
      const side = belongs[index] === true ? 1 : -1;
      return side * Math.max(0, 1 - side * sideOf({ weights, bias }, text));
    });
    const drawn = [0, 1].map((place) => texts.reduce((sum, { values }, index) => sum + (pulls[index] ?? 0) * (values[place] ?? 0), 0));
    expect(weights[0]).toBeCloseTo(drawn[0] ?? 0, 2);
    expect(weights[1]).toBeCloseTo(drawn[1] ?? 0, 2);
    expect(bias).toBeCloseTo(
      pulls.reduce((sum, pull) => sum + pull, 0),
      2,
    );
  });
});

describe('a regression over few numbers', () => {
  it('finds the shares that it was shown', () => {
    const seen = Array.from({ length: 400 }, (_, index) => vector(index % 2));
    const wanted = seen.map((_, index) => (index % 2 === 0 ? (index % 8 === 0 ? 'b' : 'a') : 'b'));
    const learned = learnShares(['a', 'b'], seen, wanted, 1);
    expect(sharesOf(learned, vector(0))[0]).toBeCloseTo(0.75, 1);
    expect(sharesOf(learned, vector(1))[1]).toBeGreaterThan(0.9);
  });
  it('visits all texts in each round, in another order', () => {
    expect([...shuffled(50, 1)].toSorted((left, right) => left - right)).toEqual([...Array(50).keys()]);
    expect([...shuffled(50, 1)]).not.toEqual([...shuffled(50, 2)]);
  });
});

describe('the judge', () => {
  const first = (confidence: number, shares: Partial<Record<Cause, number>>, cause: Cause = 'NETWORK') =>
    judge(builtInWording(), rule(cause, confidence), words(shares))[0];
  it('looks at the words of every cause, and at the odds of the rule in the place of its own', () => {
    const { places, values } = sideBySide(rule('NETWORK', 0.9), words({ DATA: 1 }));
    expect(Math.max(...places)).toBeLessThan(judgedPlaces);
    expect(places.at(-1)).toBe(causes.length + causes.indexOf('NETWORK'));
    expect(values.at(-1)).toBeCloseTo(Math.log(9));
    expect(Number.isFinite(sideBySide(rule('NETWORK', 1), words({})).values.at(-1))).toBe(true);
  });
  it.each(causes.filter((cause) => cause !== 'UNKNOWN'))('believes a good rule for %s with which the words agree', (cause) => {
    expect(first(0.9, { [cause]: 0.9, UNKNOWN: 0.1 }, cause)).toMatchObject({ cause });
    expect(first(0.9, { [cause]: 0.9, UNKNOWN: 0.1 }, cause)?.share).toBeGreaterThan(0.8);
  });
  it('believes a surer rule more', () => {
    const shareAt = (confidence: number) =>
      judge(builtInWording(), rule('NETWORK', confidence), words({ NETWORK: 0.4, DATA: 0.6 })).find(({ cause }) => cause === 'NETWORK')
        ?.share ?? 0;
    expect(shareAt(0.6)).toBeLessThan(shareAt(0.8));
    expect(shareAt(0.8)).toBeLessThan(shareAt(0.92));
  });
  it('takes clear words before a weak rule', () => {
    expect(first(0.6, { DATA: 0.95, NETWORK: 0.02 })).toMatchObject({ cause: 'DATA' });
    expect(first(0.6, { UNKNOWN: 0.95, NETWORK: 0.02 })).toMatchObject({ cause: 'UNKNOWN' });
  });
});
