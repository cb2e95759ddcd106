import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvidenceLine } from '../normalise.ts';
import { abstained } from '../stage-verdicts.ts';
import type { StageVerdict } from '../types.ts';
import { surroundings } from './surroundings.ts';
import { hearWords, type Listen } from './verdict.ts';

const linesOf = (texts: readonly string[]): readonly EvidenceLine[] => texts.map((text) => ({ text, start: 0, zone: 2 }));
const told = (texts: readonly string[], quote = 'quoted'): readonly string[] =>
  surroundings(linesOf(texts), [quote]).map((run) => run.map(({ text }) => text).join('|'));

describe('the lines around a quote', () => {
  it('are it alone, and with what stands before and after', () => {
    expect(told(['a', 'quoted line', 'b'])).toEqual(['a|quoted line', 'a|quoted line|b', 'quoted line', 'quoted line|b']);
  });
  it('are taken around the first and the last of many', () => {
    expect(told(['quoted 1', 'a', 'b', 'c', 'd', 'quoted 2', 'e', 'f', 'g', 'h', 'quoted 3']).filter((run) => !run.includes('|'))).toEqual([
      'quoted 1',
      'quoted 3',
    ]);
  });
  it('are none where nothing is quoted', () => expect(told(['a', 'b'], '')).toEqual([]));
  it('are still there when lines are added before and after', () => {
    const some = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 });
    fc.assert(
      fc.property(some, some, some, some, (before, after, first, last) => {
        const without = told([...before, 'quoted', ...after]);
        const within = new Set(told([...first, ...before, 'quoted', ...after, ...last]));
        expect(without.filter((run) => !within.has(run))).toEqual([]);
      }),
    );
  });
});

describe('a doubt', () => {
  const retry: StageVerdict = {
    ...abstained('rules', 'The connection broke'),
    ...({ outcome: 'answered', cause: 'NETWORK', action: 'RETRY', confidence: 0.9, quotes: ['quoted'] } as const),
  };
  /** Words that praise a rerun only where a line says so. */
  const swayed: Listen = (lines) => ({
    causes: [{ cause: 'NETWORK', share: 0.99 }],
    rerunHelps: lines.some(({ text }) => text === 'a rerun helps') ? 0.9 : 0.1,
  });
  const confidenceOf = (texts: readonly string[]): number => {
    const evidence = {
      ...{ text: texts.join('\n'), lines: linesOf(texts), rootLine: 'quoted', maskedRoot: 'quoted' },
      ...{ exceptionType: null, isForged: false },
    };
    return hearWords(retry, swayed, evidence).rules.confidence;
  };
  it.each([
    ['as it is', ['quoted']],
    ['with a line after it', ['quoted', 'a rerun helps']],
    ['with a line before it', ['a rerun helps', 'quoted']],
    ['between two', ['a rerun helps', 'quoted', 'a rerun helps']],
    ['repeated with a line between', ['quoted', 'a rerun helps', 'quoted']],
  ])('stays, %s', (_, texts) => expect(confidenceOf(texts)).toBe(0.8));
  it('is none where the quoted line itself speaks for a rerun', () => {
    expect(
      hearWords({ ...retry, quotes: ['a rerun helps'] }, swayed, {
        ...{ text: '', lines: linesOf(['a rerun helps']), rootLine: '', maskedRoot: '', exceptionType: null, isForged: false },
      }).rules.confidence,
    ).toBe(0.9);
  });
});
