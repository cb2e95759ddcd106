import { describe, expect, it } from 'vitest';
import { createRuleMatcher } from './match-rules.ts';
import { normalise } from './normalise.ts';
import { categorise, type RuleTopic, ruleTopics, topicsOf } from './rule-tags.ts';
import { builtInRules } from './rules/built-in.ts';
import { effectiveRules } from './tenant-rules.ts';

const matcher = createRuleMatcher(builtInRules);
const topicsOfText = (errorText: string): readonly RuleTopic[] => {
  const evidence = normalise({ platform: 'local', errorText, logTail: '', exitCode: null, signal: null, platformReason: null });
  const [best] = matcher.match(evidence, 'local');
  return best === undefined ? [] : topicsOf(best.rule);
};

describe('topics', () => {
  it.each<[RuleTopic, string]>([
    ['database_connectivity', 'FATAL: sorry, too many clients already'],
    ['database_performance', 'ERROR: canceling statement due to statement timeout'],
    ['database_storage', 'ORA-01653: unable to extend table STAGE.ORDERS by 128 in tablespace USERS'],
    ['memory_exhaustion', 'java.lang.OutOfMemoryError: Java heap space'],
    ['memory_leak', 'memory leak detected: the worker grew from 210 MB to 3.9 GB'],
    ['network_connectivity', 'connect ECONNREFUSED 10.1.2.3:8443'],
    ['network_timeout', 'java.net.SocketTimeoutException: Read timed out'],
    ['service_failure', 'HTTP 503 Service Unavailable'],
    ['configuration_error', 'KeyError: environment variable STAGE_BUCKET is not set'],
  ])('%s is told from a line of it', (topic, text) => expect(topicsOfText(text)).toContain(topic));

  it('and causes all have rules', () => {
    const categories = categorise(builtInRules);
    expect(categories.map((one) => one.key)).toEqual(
      expect.arrayContaining(['timeout', 'resource', 'permission', 'syntax', 'network', 'data', ...ruleTopics]),
    );
    expect(categories.filter((one) => one.rules.length === 0)).toEqual([]);
  });
});

describe('the rules that hold for a tenant', () => {
  const [first, second, third] = builtInRules.slice(0, 3) as [(typeof builtInRules)[0], (typeof builtInRules)[0], (typeof builtInRules)[0]];
  const own = { ...first, id: 'rule_1' };
  it('are its own, then the built-in ones that it neither replaced nor switched off', () => {
    const held = effectiveRules(
      [
        { source: 'own', enabled: true, rule: own },
        { source: 'own', enabled: false, rule: { ...own, id: 'rule_2' } },
        { source: 'override', enabled: true, rule: { ...first, title: 'Ours' } },
        { source: 'switch', enabled: false, rule: second },
      ],
      [first, second, third],
    );
    expect(held.map((rule) => [rule.id, rule.title, rule.isTenants === true])).toEqual([
      ['rule_1', first.title, true],
      [first.id, 'Ours', true],
      [third.id, third.title, false],
    ]);
  });
});
