import { compilePattern } from '../diagnosis/compile-pattern.ts';
import { requiredLiterals } from '../diagnosis/literals.ts';
import { mask } from '../diagnosis/mask.ts';
import { causeDefaults } from '../diagnosis/rules/define-rules.ts';
import { ownPriority } from '../diagnosis/tenant-rules.ts';
import type { Rule } from '../diagnosis/types.ts';
import { validateTenantRule } from '../diagnosis/validate-tenant-rule.ts';
import type { Verdict } from './complete-correction.ts';
import { type Cluster, clusterBy, fixedCharacters, patternOf, templateOf } from './templates.ts';

/** A failure with a verdict that a person gave it, or a model. */
export interface Observation extends Verdict {
  readonly rootLine: string;
  /** Whether a person or an outcome stands behind the verdict; a mere guess on the very same text contradicts nobody. */
  readonly settled: boolean;
}

/** A rule that would have told these failures. */
export interface RuleSuggestion extends Verdict {
  readonly template: string;
  readonly pattern: string;
  readonly title: string;
  /** How many failures speak for it. */
  readonly support: number;
  /** Root lines that it fits. */
  readonly examples: readonly string[];
}

export interface SuggestOptions {
  /** Fewer failures than this are no pattern. */
  readonly minCount: number;
  /** Most suggestions per origin. */
  readonly top: number;
  /** How sure the rule would be. */
  readonly confidence: number;
  /** Failures with their verdicts that a rule must not contradict. */
  readonly background: readonly Observation[];
  /** Whether the rules say this of the text already. */
  readonly isKnown: (rootLine: string, verdict: Verdict) => boolean;
}

/** A pattern with fewer fixed letters and digits fits too much. */
const leastFixed = 10;
const mostExamples = 5;
const longestExample = 400;
const longestTitle = 120;

const sameVerdict = (left: Verdict, right: Verdict): boolean =>
  left.cause === right.cause && left.origin === right.origin && left.action === right.action;

function groupByVerdict(observations: readonly Observation[]): readonly (readonly Observation[])[] {
  const groups = new Map<string, Observation[]>();
  for (const one of observations) {
    const key = `${one.cause} ${one.origin} ${one.action}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function titleOf(words: readonly string[]): string {
  const text = templateOf(words).replaceAll(/<(?:\*|[a-z]+)>/g, '…');
  return text.length > longestTitle ? `${text.slice(0, longestTitle - 1).toWellFormed()}…` : text;
}

/** The rule that a suggestion would become. */
export const ruleOf = (suggestion: Pick<RuleSuggestion, 'pattern' | 'title'> & Verdict, confidence: number): Omit<Rule, 'id'> => ({
  title: suggestion.title,
  pattern: suggestion.pattern,
  cause: suggestion.cause,
  origin: suggestion.origin,
  action: suggestion.action,
  severity: causeDefaults[suggestion.cause].severity,
  kind: 'phrase',
  confidence,
  priority: ownPriority,
});

/** Whether the pattern fits a failure that means something else. Guesses on the very texts that it was made from do not count. */
function contradicts(
  suggestion: Verdict & { readonly pattern: string },
  items: readonly Observation[],
  background: readonly Observation[],
): boolean {
  const pattern = compilePattern(suggestion.pattern);
  const literals = requiredLiterals(suggestion.pattern);
  const own = new Set(items.map((one) => mask(one.rootLine)));
  return background.some((one) => {
    if (sameVerdict(one, suggestion)) return false;
    const text = one.rootLine.toLowerCase().replaceAll(/\s+/g, ' ');
    if (!literals.every((set) => set.some((literal) => text.includes(literal)))) return false;
    return pattern.matcher(one.rootLine).find() && (one.settled || !own.has(mask(one.rootLine)));
  });
}

/** A suggestion from failures of one kind; null when it would be too broad, contradict other verdicts, or say nothing new. */
function suggestionOf({ words, items }: Cluster<Observation>, options: SuggestOptions): RuleSuggestion | null {
  const [first] = items;
  if (first === undefined || items.length < options.minCount || fixedCharacters(words) < leastFixed) return null;
  if (first.cause === 'UNKNOWN' && first.origin === 'UNKNOWN') return null;
  const { cause, origin, action } = first;
  if (items.every((one) => options.isKnown(one.rootLine, first))) return null;
  const suggestion = { template: templateOf(words), pattern: patternOf(words), title: titleOf(words), cause, origin, action };
  const examples = [...new Set(items.map((one) => one.rootLine))].slice(0, mostExamples);
  const rule = { ...ruleOf(suggestion, options.confidence), id: 'suggested' };
  if (
    validateTenantRule(
      rule,
      examples.map((text) => ({ text, matches: true })),
    ).length > 0
  )
    return null;
  if (contradicts(suggestion, items, options.background)) return null;
  return { ...suggestion, support: items.length, examples: examples.map((text) => text.slice(0, longestExample).toWellFormed()) };
}

/**
 * Finds rules in failures that people corrected or a model told: root lines that differ only in what is masked or in a few words, seen often enough,
 * with enough fixed text to be told from other failures. The most frequent ones of each origin, most support first.
 */
export function suggestRules(observations: readonly Observation[], options: SuggestOptions): readonly RuleSuggestion[] {
  const background = [...options.background, ...observations];
  const found = groupByVerdict(observations)
    .flatMap((group) => clusterBy(group, (one) => one.rootLine))
    .flatMap((cluster) => suggestionOf(cluster, { ...options, background }) ?? [])
    .toSorted((left, right) => right.support - left.support || left.template.localeCompare(right.template));
  const perOrigin = new Map<string, number>();
  return found.filter(({ origin }) => {
    const count = (perOrigin.get(origin) ?? 0) + 1;
    perOrigin.set(origin, count);
    return count <= options.top;
  });
}
