import { describe, expect, it } from 'vitest';
import type { RuleMatch } from './match-rules.ts';
import { rulesVerdict } from './rules-verdict.ts';
import type { Rule } from './types.ts';

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  ...{ id, pattern: id, cause: 'RESOURCE', origin: 'WORKFLOW_ENGINE', severity: 'high', action: 'RETRY_WITH_NEW_PARAMS' },
  ...{ confidence: 0.9, kind: 'phrase', title: `Title of ${id}` },
  ...more,
});
const match = (matched: Rule, more: Partial<RuleMatch> = {}): RuleMatch =>
  ({ rule: matched, zone: 0, line: 0, quotes: [`quote of ${matched.id}`], isMention: false, ...more }) as RuleMatch;
const named = (...matches: readonly RuleMatch[]) => {
  const { source, reason, confidence, quotes } = rulesVerdict(matches);
  return { source, reason, confidence, quotes };
};

describe('the verdict of the rules', () => {
  const broad = match(rule('broad', { priority: 13 }));
  const specific = match(rule('specific', { confidence: 0.96, priority: 10 }));
  const byBroad = { source: 'broad', reason: 'Title of broad', confidence: 0.9, quotes: ['quote of broad'] };

  it('is told in the words of the surest rule that says the same, with the confidence of the one that ranks first', () => {
    expect(named(broad, specific)).toEqual({
      ...{ source: 'specific', reason: 'Title of specific', confidence: 0.9, quotes: ['quote of specific'] },
    });
  });
  it.each([
    ['names another cause', match(rule('other', { confidence: 0.96, cause: 'DATA' }))],
    ['would do something else', match(rule('other', { confidence: 0.96, action: 'SEND_EMAIL' }))],
    ['stands farther from the root', match(rule('other', { confidence: 0.96 }), { zone: 2 })],
    ['only mentions it', match(rule('other', { confidence: 0.96 }), { isMention: true })],
    ['is less sure', match(rule('other', { confidence: 0.8 }))],
  ])('keeps its own words beside a rule that %s', (_, other) => {
    expect(named(broad, other)).toEqual(byBroad);
  });
  it("keeps the words of a tenant's own rule", () => {
    const own = match(rule('own', { isTenants: true, confidence: 0.7 }));
    expect(named(own, specific)).toMatchObject({ source: 'own', confidence: 0.7 });
  });
});

describe('a rule by which nobody would hear of it', () => {
  const meant = match(rule('meant', { cause: 'CANCELLED', action: 'IGNORE', confidence: 0.9 }));
  const rival = (more: Partial<Rule>) => match(rule('rival', { confidence: 0.9, cause: 'NETWORK', ...more }));
  it('is believed less where another as near tells of a failure, also of one that is retried', () => {
    expect(rulesVerdict([meant]).confidence).toBe(0.9);
    expect(rulesVerdict([meant, rival({ action: 'RETRY' })]).confidence).toBe(0.8);
    expect(rulesVerdict([meant, rival({ action: 'SEND_EMAIL', cause: 'DATA' })]).confidence).toBe(0.8);
    expect(rulesVerdict([meant, rival({ action: 'RETRY', cause: 'CANCELLED' })]).confidence).toBe(0.9);
    expect(rulesVerdict([{ ...meant, isMention: true }]).confidence).toBe(0.8);
  });
});

describe('a rule that would not retry', () => {
  const retry = match(rule('retry', { confidence: 0.95, priority: 9 }), { zone: 1 });
  const owner = (confidence: number, zone: 0 | 1 | 2 | 3, more: Partial<Rule> = {}) =>
    match(rule('owner', { confidence, cause: 'PERMISSION', action: 'SEND_EMAIL', ...more }), { zone });
  it.each([
    ['nearer to the root', owner(0.8, 0), 0.8],
    ['as near, with a higher priority', owner(0.8, 1, { priority: 10 }), 0.8],
    ['as near, with a lower priority', owner(0.8, 1), 0.95],
    ['farther away', owner(0.92, 2), 0.95],
    ['farther away and certain', owner(0.93, 2), 0.8],
    ['in a quiet line and certain', owner(0.97, 3), 0.95],
    ['nearer, and a single word', owner(0.97, 0, { kind: 'keyword' }), 0.95],
    ['nearer, of the same cause', owner(0.97, 0, { cause: 'RESOURCE' }), 0.95],
  ])('%s', (_, rival, confidence) => expect(rulesVerdict([retry, rival]).confidence).toBe(confidence));
});
