import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flexibleBlanks } from './compile-pattern.ts';
import { createLiteralIndex } from './literal-index.ts';
import { requiredLiterals, topAlternatives } from './literals.ts';
import { createRuleMatcher } from './match-rules.ts';
import { normalise } from './normalise.ts';
import { causeDefaults } from './rules/define-rules.ts';
import type { Rule } from './types.ts';

const rule = (id: string, pattern: string, overrides: Partial<Rule> = {}): Rule => ({
  id,
  pattern,
  cause: 'DATA',
  title: id,
  kind: 'phrase',
  confidence: 0.9,
  ...causeDefaults.DATA,
  ...overrides,
});
const matched = (rules: readonly Rule[], errorText: string, logTail = '', platform = 'local'): string[] => {
  const evidence = normalise({ platform, errorText, logTail, exitCode: null, signal: null, platformReason: null });
  return createRuleMatcher(rules)
    .match(evidence, platform)
    .map((match) => match.rule.id);
};

describe('the order of evidence', () => {
  it('is phrase, exception name, code, keyword', () => {
    const rules = [
      rule('keyword', 'table', { kind: 'keyword', confidence: 1 }),
      rule('code', 'E4711', { kind: 'code', confidence: 1 }),
      rule('exception', 'OddError', { kind: 'exception', confidence: 1 }),
      rule('phrase', 'no table', { confidence: 0.1 }),
    ];
    expect(matched(rules, 'OddError: E4711 no table there')).toEqual(['phrase', 'exception', 'code', 'keyword']);
  });
  it('is priority, then confidence, inside a kind', () => {
    const rules = [
      rule('low', 'gone', { confidence: 0.5 }),
      rule('sure', 'gone', { confidence: 0.95 }),
      rule('first', 'gone', { confidence: 0.4, priority: 3 }),
    ];
    expect(matched(rules, 'all gone')).toEqual(['first', 'sure', 'low']);
  });
  it('puts the root error before the rest of the log', () => {
    const rules = [rule('elsewhere', 'cache was cold', { confidence: 0.99, priority: 9 }), rule('root', 'bad month', { kind: 'code' })];
    expect(matched(rules, 'ValueError: bad month', 'INFO cache was cold')).toEqual(['root', 'elsewhere']);
  });
  it('lets the innermost cause win over its wrappers', () => {
    const rules = [rule('wrapper', 'load failed'), rule('inner', 'disk on fire')];
    expect(matched(rules, 'acme.JobException: load failed\n\tat a.B.c(D.java:1)\nCaused by: acme.IoException: disk on fire')).toEqual([
      'inner',
      'wrapper',
    ]);
  });
  it('lets a stand-in decide only when nothing better fits', () => {
    const rules = [
      rule('stand-in', 'OddError', { kind: 'exception', priority: -1, confidence: 1 }),
      rule('far', 'ran dry', { kind: 'code', confidence: 0.2 }),
    ];
    expect(matched(rules, 'OddError: x', 'ERROR the well ran dry')).toEqual(['far', 'stand-in']);
  });
});

describe('matching', () => {
  it('ignores case and takes any white space for a blank', () =>
    expect(matched([rule('a', 'resources exceeded during query')], 'RESOURCES\n   Exceeded during\tquery')).toEqual(['a']));
  it('keeps to the platforms of a rule', () => {
    const rules = [rule('a', 'boom', { platforms: ['spark'] })];
    expect(matched(rules, 'boom', '', 'spark')).toEqual(['a']);
    expect(matched(rules, 'boom', '', 'local')).toEqual([]);
  });
  it('quotes the matched lines verbatim', () => {
    const evidence = normalise({
      platform: 'local',
      errorText: 'start\n  The  Disk is\n  on FIRE today',
      logTail: '',
      exitCode: null,
      signal: null,
      platformReason: null,
    });
    expect(createRuleMatcher([rule('a', 'disk is on fire')]).match(evidence, 'local')[0]?.quotes).toEqual([
      '  The  Disk is',
      '  on FIRE today',
    ]);
  });
  it('finds what hides in a line of any length', () =>
    expect(matched([rule('a', 'needle [0-9]+')], `${'hay '.repeat(4_000)}needle 7 ${'hay '.repeat(3_000)}`)).toEqual(['a']));
  it('reaches over line breaks behind the last of several places', () =>
    expect(matched([rule('a', 'disk ?full')], 'disk\ndisk\ndisk\nfull')).toEqual(['a']));
  it('tries a rule without literals on the whole text', () =>
    expect(matched([rule('a', '\\d{4}-[A-Z]\\b')], 'code 4711-x')).toEqual(['a']));
  it('looks on both sides of every place where a literal stands', () =>
    expect(matched([rule('a', 'full ?table')], 'full\non fire\nfull\ntable')).toEqual(['a']));
  it('finds with the filter what RE2 finds without it', () => {
    const words = fc.constantFrom('disk', 'full', 'table', 'lost', 'E12', 'on fire');
    const pattern = fc.tuple(words, fc.constantFrom(' ', '.*', ' ?', '(?: is)? ', '|'), words).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, fc.array(words, { maxLength: 6 }), fc.constantFrom(' ', '\n', '  is '), (source, parts, joint) => {
        const text = parts.join(joint);
        const plain = new RegExp(flexibleBlanks(source), 'im').test(text);
        expect(matched([rule('a', source)], text).length === 1).toBe(plain);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('required literals', () => {
  it.each([
    ['connection refused', [['connection refused']]],
    ['(?:cannot|unable to) connect', [['connect'], ['cannot', 'unable to']]],
    ['a?b+c', []],
    ['foo(?:bar)?baz', [['foo'], ['baz']]],
    ['[abc]def\\.ghi', [['def.ghi']]],
    ['x{0,3}tail', [['tail']]],
  ])('of %s', (pattern, literals) => expect(requiredLiterals(pattern)).toEqual(literals));
  it('are taken alternative by alternative', () => expect(topAlternatives('a|(?:b|c)|[|]\\||d')).toEqual(['a', '(?:b|c)', '[|]\\|', 'd']));
  it('are found wherever they stand', () => {
    const found: [number, number][] = [];
    createLiteralIndex(['disk full', 'full']).scan('a DISK \n Full b', (literal, end) => found.push([literal, end]));
    expect(found).toEqual([
      [0, 13],
      [1, 13],
    ]);
  });
});

describe('blanks in patterns', () => {
  it.each([
    ['a b', 'a\\s+b'],
    ['[ ]b', '[ ]b'],
    ['a ?b', 'a\\s?b'],
    ['a\\ b', 'a\\ b'],
    ['[^] ]x y', '[^] ]x\\s+y'],
  ])('%s', (pattern, flexible) => expect(flexibleBlanks(pattern)).toBe(flexible));
});
