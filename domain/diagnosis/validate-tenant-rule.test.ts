import { describe, expect, it } from 'vitest';
import { nestedRepetition, patternCost } from './pattern-cost.ts';
import type { Rule } from './types.ts';
import { tryRule, validateTenantRule } from './validate-tenant-rule.ts';

const rule: Rule = {
  id: 'own',
  pattern: 'ledger (?:export|import) was turned down',
  cause: 'DATA',
  origin: 'INPUT_DATA_QUALITY',
  severity: 'medium',
  action: 'SEND_EMAIL',
  confidence: 0.9,
  kind: 'phrase',
  title: 'The ledger was turned down',
};
const of = (pattern: string) => validateTenantRule({ ...rule, pattern }, [])[0];

describe('a rule of a tenant', () => {
  it('is sound with a literal and examples that it does as they say', () =>
    expect(
      validateTenantRule(rule, [
        { text: 'Ledger  export was\nturned down: line 7', matches: true },
        { text: 'the ledger was closed', matches: false },
      ]),
    ).toEqual([]));

  it.each([
    ['ledger (export', 7, /missing closing/],
    ['ledger export)', 13, /unexpected/],
    ['ledger [z-a]', 8, /range/],
    ['ledger(?=x)', 6, /Look-ahead/],
    ['ledger a{1001}', 8, /repeat count/],
  ])('says where RE2 stopped in %j', (pattern, position, message) =>
    expect(of(pattern)).toMatchObject({ field: 'pattern', position, message: expect.stringMatching(message) }),
  );

  it.each(['(ledger|x+)+y', '(a+)+$', 'ledger (?:\\s*\\w+)*!'])('must not repeat repetitions: %j', (pattern) =>
    expect(of(pattern)?.message).toMatch(/repetitions/),
  );

  it.each(['\\d{5}-[a-z]+', 'ab[0-9]+', 'ledger|[0-9]{7}'])('must hold a fixed text: %j', (pattern) =>
    expect(of(pattern)?.message).toMatch(/fixed text/),
  );

  it('must do on its examples what they say, each named', () =>
    expect(
      validateTenantRule(rule, [
        { text: 'ledger import was turned down', matches: false },
        { text: 'ledger was closed', matches: true },
      ]),
    ).toEqual([
      { field: 'examples[0]', message: 'must not match, and does', position: null },
      { field: 'examples[1]', message: 'must match, and does not', position: null },
    ]));

  it('quotes the line that it fits', () =>
    expect(tryRule(rule, [{ text: 'step 1\nERROR ledger import was turned down\nbye' }])).toEqual([
      {
        text: 'step 1\nERROR ledger import was turned down\nbye',
        expected: null,
        matches: true,
        quotes: ['ERROR ledger import was turned down'],
      },
    ]));
});

describe('the cost of a pattern', () => {
  it.each([
    ['ledger import|warehouse', 'low'],
    ['ora-\\d+', 'medium'],
    ['\\d+', 'high'],
  ])('of %j is %s', (pattern, cost) => expect(patternCost(pattern).cost).toBe(cost));

  it.each(['(?:\\w+\\.)+Error', '(?:foo|bar)+', '[(a+)+]x', '\\(a+\\)+', '(?:ab?)+c'])(
    'of %j is not that of nested repetitions',
    (pattern) => expect(nestedRepetition(pattern)).toBeNull(),
  );
});
