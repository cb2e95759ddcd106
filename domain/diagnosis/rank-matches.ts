import { isRetry } from '../incidents/vocabulary.ts';
import type { RuleMatch } from './match-rules.ts';
import type { Rule } from './types.ts';

const kindRank = { phrase: 0, exception: 1, code: 2, keyword: 3 } as const satisfies Record<Rule['kind'], number>;

/** A keyword, or a rule that says of itself by a negative priority that it stands in only when nothing better fits. */
const isWeak = (rule: Rule): boolean => rule.kind === 'keyword' || (rule.priority ?? 0) < 0;

/** Smaller is better, compared from left to right. A word that the text only mentions is no reason to run again. */
function sortKey({ rule, zone, line, isMention }: RuleMatch): readonly number[] {
  const weak = isWeak(rule) || (isMention && isRetry(rule.action)) ? 1 : 0;
  const away = zone <= 1 ? 0 : 1;
  return [weak, away, kindRank[rule.kind], -(rule.priority ?? 0), -rule.confidence, zone, -line];
}

/**
 * The order of evidence: real evidence before stand-ins; the root error before the rest of the log; message phrase before exception name before
 * code before keyword; then priority, confidence, nearness to the root line, and of equals the later line.
 */
export function rankMatches(matches: readonly RuleMatch[]): readonly RuleMatch[] {
  const keyed = matches.map((match) => ({ match, key: sortKey(match) }));
  return keyed.sort((left, right) => compareKeys(left.key, right.key)).map(({ match }) => match);
}

function compareKeys(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < left.length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
