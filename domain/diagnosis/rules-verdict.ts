import { type Action, isRetry } from '../incidents/vocabulary.ts';
import type { RuleMatch } from './match-rules.ts';
import { abstained } from './stage-verdicts.ts';
import type { StageVerdict } from './types.ts';

/** What other evidence speaks against is not done without a word: a retry asks first, and what looks meant to be is told to the owner. */
export const contested = 0.8;
/** From here on a rival rule counts as evidence. */
const seriousRival = 0.8;
/** From here on it counts wherever a loud line tells it. */
const certainRival = 0.93;
/** Evidence that only a quiet line of the log holds. */
const quietLinePenalty = 0.1;

/** Nobody has to hear of these when they are sure enough, so a wrong one goes unseen. */
const goesUnseen = (action: Action): boolean => isRetry(action) || action === 'IGNORE';

/**
 * Another rule that is as good as sure and would tell somebody: it fits nearer to the root, or as near and was not written without knowledge of this one; or
 * it is certain of a fault that some loud line tells.
 */
function speaksAgainst(best: RuleMatch, rival: RuleMatch): boolean {
  const weak = rival.rule.kind === 'keyword' || (rival.rule.priority ?? 0) < 0;
  if (weak || rival.rule.cause === best.rule.cause || (isRetry(best.rule.action) && isRetry(rival.rule.action))) return false;
  const isNear = rival.zone < best.zone || (rival.zone === best.zone && !outranked(best, rival));
  return rival.rule.confidence >= seriousRival && (isNear || (rival.rule.confidence >= certainRival && rival.zone <= 2));
}

/** A rule of higher priority was written in the knowledge of the other. */
const outranked = (best: RuleMatch, rival: RuleMatch): boolean => (best.rule.priority ?? 0) > (rival.rule.priority ?? 0);

function confidenceOf(best: RuleMatch, matches: readonly RuleMatch[]): number {
  const own = best.rule.confidence - (best.zone === 3 ? quietLinePenalty : 0);
  if (!goesUnseen(best.rule.action)) return own;
  return best.isMention || matches.some((rival) => speaksAgainst(best, rival)) ? Math.min(own, contested) : own;
}

const says = ({ rule }: RuleMatch) => `${rule.cause} ${rule.origin} ${rule.action}`;

/**
 * Of the rules that say what the first one says, as near to the root, the surest: a wording that many share names a failure less well than its own
 * words. It lends its words only, never its confidence, which would let a text raise its own. A tenant's own rule keeps its name.
 */
export function namingMatch(matches: readonly RuleMatch[]): RuleMatch | undefined {
  const [first] = matches;
  if (first === undefined || first.rule.isTenants === true) return first;
  const same = matches.filter((match) => says(match) === says(first) && match.zone <= first.zone && !match.isMention);
  return same.reduce((best, match) => (match.rule.confidence > best.rule.confidence ? match : best), first);
}

/** The verdict of the rules: what the match that ranks first says, in the words of the surest rule that says the same. */
export function rulesVerdict(matches: readonly RuleMatch[]): StageVerdict {
  const [best] = matches;
  const naming = namingMatch(matches);
  if (best === undefined || naming === undefined) return abstained('rules', 'No rule fits.');
  const { rule } = naming;
  return {
    stage: 'rules',
    outcome: 'answered',
    cause: rule.cause,
    origin: rule.origin,
    action: rule.action,
    severity: best.rule.severity,
    confidence: confidenceOf(best, matches),
    source: rule.id,
    reason: rule.title,
    quotes: naming.quotes,
  };
}
