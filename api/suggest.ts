import type { RuleMatcher } from '../domain/diagnosis/match-rules.ts';
import { normalise } from '../domain/diagnosis/normalise.ts';
import type { Verdict } from '../domain/learning/complete-correction.ts';
import { suggestRules } from '../domain/learning/suggest-rules.ts';
import { correctedFailures, knownFailures, modelFailures } from '../store/reads/observations.ts';
import { readSuggestions, type Suggestion, type SuggestionSource } from '../store/reads/suggestions.ts';
import { saveSuggestions } from '../store/suggestions.ts';
import type { ApiDeps } from './deps.ts';
import type { Caller } from './env.ts';

/** How sure a rule is that a person's corrections speak for, or only the model's verdicts. */
export const suggestedConfidence = { corrections: 0.9, model: 0.86 } as const satisfies Record<SuggestionSource, number>;

/** What to look for. */
export interface Analysis {
  readonly source: SuggestionSource;
  readonly minCount: number;
  readonly top: number;
  /** How far back verdicts of the model are looked at. */
  readonly hours: number;
}

/** Whether the rules say this of the text already. */
const saidBy = (matcher: RuleMatcher) => (rootLine: string, verdict: Verdict) => {
  const evidence = normalise({ platform: '', errorText: rootLine, logTail: '', exitCode: null, signal: null, platformReason: null });
  const rule = matcher.match(evidence, '')[0]?.rule;
  return rule !== undefined && rule.cause === verdict.cause && rule.origin === verdict.origin && rule.action === verdict.action;
};

/** Looks for rules in what people corrected or a model told, and keeps what it finds. Answers with the suggestions that are open. */
export async function analyse(
  { transact, matcherFor }: Pick<ApiDeps, 'transact' | 'matcherFor'>,
  { tenant, actor }: Caller,
  { source, minCount, top, hours }: Analysis,
): Promise<{ readonly looked: number; readonly items: readonly Suggestion[] }> {
  const [observations, background, matcher] = await transact(tenant, actor, (tx) =>
    Promise.all([source === 'corrections' ? correctedFailures(tx) : modelFailures(tx, hours), knownFailures(tx), matcherFor(tx)]),
  );
  const found = suggestRules(observations, {
    minCount,
    top,
    confidence: suggestedConfidence[source],
    background,
    isKnown: saidBy(matcher),
  });
  const items = await transact(tenant, actor, async (tx) => readSuggestions(tx, await saveSuggestions(tx, source, found)));
  return { looked: observations.length, items };
}
