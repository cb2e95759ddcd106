import { describe, expect, it } from 'vitest';
import { builtInRules } from './rules/built-in.ts';
import type { Rule } from './types.ts';
import { validateRule } from './validate-rule.ts';

const rule: Rule = {
  id: 'payment-failure',
  pattern: 'payment (?:gateway|provider) rejected',
  cause: 'DATA',
  origin: 'THIRD_PARTY_SYSTEM',
  severity: 'high',
  action: 'SEND_EMAIL',
  confidence: 0.9,
  kind: 'phrase',
  title: 'The payment was rejected',
};
const problemOf = (change: Partial<Rule>): string =>
  validateRule({ ...rule, ...change })
    .map(({ field, message }) => `${field} ${message}`)
    .join('\n');

describe('validateRule', () => {
  it('accepts a sound rule', () => expect(validateRule(rule)).toEqual([]));
  it.each([
    ['(unclosed', /^pattern is not a valid RE2 pattern/],
    ['foo(?=bar)', /^pattern is not a valid RE2 pattern.*Look-ahead/s],
    ['(a)\\1', /RE2/],
    ['', /^pattern must not be empty/],
    ['a*', /^pattern fits an empty text/],
    ['.+', /^pattern is too broad/],
    ['\\w', /^pattern is too broad/],
    ['x'.repeat(1_001), /^pattern is 1001 characters long/],
  ])('refuses the pattern %j', (pattern, message) => expect(problemOf({ pattern })).toMatch(message));
  it('names every wrong field', () => {
    const problems = validateRule({ ...rule, title: ' ', confidence: 1.2, cause: 'ODD' as never, priority: 1_000 });
    expect(problems.map(({ field }) => field)).toEqual(['cause', 'confidence', 'priority', 'title']);
  });
  it('would accept the built-in rules, their length apart', () => {
    const refused = builtInRules.flatMap((one) =>
      validateRule(one)
        .filter(({ message }) => !message.includes('characters long'))
        .map((problem) => `${one.id}: ${problem.message}`),
    );
    expect(refused).toEqual([]);
  });
});
