import { describe, expect, it } from 'vitest';
import { compilePattern } from '../diagnosis/compile-pattern.ts';
import { createRuleMatcher } from '../diagnosis/match-rules.ts';
import { normalise } from '../diagnosis/normalise.ts';
import { ruleOf, type SuggestOptions, suggestRules } from './suggest-rules.ts';

const data = { cause: 'DATA', origin: 'INPUT_DATA_QUALITY', action: 'SEND_EMAIL' } as const;
const network = { cause: 'NETWORK', origin: 'THIRD_PARTY_SYSTEM', action: 'RETRY' } as const;
const options: SuggestOptions = { minCount: 3, top: 20, confidence: 0.9, background: [], isKnown: () => false };
const lots = (count: number, verdict: typeof data | typeof network = data, text = 'Lot {n} of supplier s{n} lacks its quorblex mark') =>
  Array.from({ length: count }, (_, index) => ({ ...verdict, settled: true, rootLine: text.replaceAll('{n}', String(index + 17)) }));

describe('suggestions', () => {
  it('need so many failures alike', () => {
    expect(suggestRules(lots(2), options)).toEqual([]);
    const [found, ...others] = suggestRules(lots(3), options);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ ...data, support: 3, template: 'Lot <n> of supplier s<n> lacks its quorblex mark' });
    expect(suggestRules(lots(4), { ...options, minCount: 5 })).toEqual([]);
  });

  it('fit what they come from and what is like it, and nothing else', () => {
    const [found] = suggestRules(lots(3), options);
    const matcher = createRuleMatcher([{ ...ruleOf(found ?? { ...data, pattern: 'none', title: '' }, 0.9), id: 'r' }]);
    const matches = (errorText: string) =>
      matcher.match(normalise({ platform: '', errorText, logTail: '', exitCode: null, signal: null, platformReason: null }), '').length;
    expect(matches('ERROR step 3\nLot 9000 of supplier s1 lacks its quorblex mark')).toBe(1);
    expect(matches('Lot 9000 of supplier s1 lacks its signature')).toBe(0);
  });

  it('let a few words differ', () => {
    const texts = ['orders', 'prices', 'returns'].map((table) => ({
      ...data,
      settled: true,
      rootLine: `The nightly feed of ${table} came without a trailer record`,
    }));
    expect(suggestRules(texts, options)).toMatchObject([{ template: 'The nightly feed of <*> came without a trailer record', support: 3 }]);
  });

  it('are not made where the same text has another verdict', () => {
    expect(suggestRules([...lots(3), ...lots(1, network)], options)).toEqual([]);
    expect(suggestRules(lots(3), { ...options, background: lots(1, network) })).toEqual([]);
    expect(suggestRules(lots(3), { ...options, background: lots(1, data) })).toHaveLength(1);
  });

  it('are made although the same texts were guessed to be something else, but not where others were', () => {
    const guessed = (text: string) => ({ ...network, settled: false, rootLine: text });
    const background = [guessed('Lot 3 of supplier s4 lacks its quorblex mark')];
    expect(suggestRules(lots(3), { ...options, background })).toHaveLength(1);
    const other = [guessed('Lot of lots of supplier sable lacks its quorblex mark')];
    expect(suggestRules(lots(3), { ...options, background: other })).toEqual([]);
  });

  it('are not made of texts that tell too little, or that the rules tell already', () => {
    expect(suggestRules(lots(3, data, 'Error {n}'), options)).toEqual([]);
    expect(suggestRules(lots(3, data, '{n} {n} {n}'), options)).toEqual([]);
    expect(suggestRules(lots(3), { ...options, isKnown: () => true })).toEqual([]);
  });

  it('stay under the most per origin, those with most support first', () => {
    const kinds = ['amber', 'beryl', 'coral', 'diorite'].flatMap((kind, index) =>
      lots(3 + index, data, `Unfit ${kind} in batch {n} of ${kind}works ${kind}hall`),
    );
    const found = suggestRules([...kinds, ...lots(3, network, 'The courier line {n} went silent twice')], { ...options, top: 2 });
    expect(found.map((one) => [one.origin, one.support])).toEqual([
      ['INPUT_DATA_QUALITY', 6],
      ['INPUT_DATA_QUALITY', 5],
      ['THIRD_PARTY_SYSTEM', 3],
    ]);
  });

  it('are sound RE2, whatever the texts hold', () => {
    const signs = 'Weird (text) [with] {all} kinds of $igns^ and | pipes \\ or * stars? {n}';
    const [found] = suggestRules(lots(3, data, signs), options);
    expect(
      compilePattern(found?.pattern ?? '')
        .matcher(signs.replace('{n}', '4711'))
        .find(),
    ).toBe(true);
  });
});
