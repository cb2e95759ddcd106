import { causeDefaults } from '../diagnosis/rules/define-rules.ts';
import type { Action, Cause } from '../incidents/vocabulary.ts';
import { accuracyByPair } from './accuracy.ts';
import type { LearningFigures } from './figures.ts';
import { plainAdvice } from './plain-advice.ts';

/** Something to change, with the numbers that speak for it. */
export interface Recommendation {
  readonly text: string;
  readonly action: Action;
  readonly cause: Cause;
  readonly right: number;
  readonly judged: number;
  /** What to do instead; null where nothing better is known. */
  readonly proposal: Action | null;
  /** The same in words for people, without the names of the closed lists. */
  readonly plain: string;
}

/** Fewer judgements than this are chance. */
const fewestJudged = 3;
/** From here on a kind of decision is left alone. */
const goodEnough = 0.6;

/** What people chose most often instead, else what is usual for the cause. */
function proposalFor(
  figures: LearningFigures,
  action: Action,
  cause: Cause,
): { readonly action: Action | null; readonly why: string; readonly chosen: number } {
  const chosen = figures.corrections
    .filter((row) => row.cause === cause && row.action === action && row.actionAfter !== action)
    .reduce<Map<Action, number>>((counts, row) => counts.set(row.actionAfter, (counts.get(row.actionAfter) ?? 0) + row.count), new Map());
  const [favourite] = [...chosen].sort(([, left], [, right]) => right - left);
  if (favourite !== undefined)
    return { action: favourite[0], why: `people chose ${favourite[0]} ${times(favourite[1])} instead`, chosen: favourite[1] };
  const usual = causeDefaults[cause].action;
  if (usual !== action) return { action: usual, why: `${usual} is usual for ${cause}`, chosen: 0 };
  return { action: null, why: 'let it ask a person first, and look at the cases for what they have in common', chosen: 0 };
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** Kinds of decisions that were wrong too often, worst first, each with a proposal. */
export function recommendations(figures: LearningFigures): readonly Recommendation[] {
  return accuracyByPair(figures)
    .filter((group) => group.denominator >= fewestJudged && (group.value ?? 1) < goodEnough)
    .sort((left, right) => (left.value ?? 0) - (right.value ?? 0) || right.denominator - left.denominator)
    .map(({ action, cause, numerator: right, denominator: judged }) => {
      const instead = proposalFor(figures, action, cause);
      const change = instead.action === null ? 'Change the policy' : `Use ${instead.action}`;
      return {
        text: `${action} on ${cause} was right in ${right} of ${judged}. ${change}: ${instead.why}.`,
        action,
        cause,
        right,
        judged,
        proposal: instead.action,
        plain: plainAdvice({ action, cause, right, judged, proposal: instead.action, chosen: instead.chosen }),
      };
    });
}
