import { createRuleMatcher } from '../diagnosis/match-rules.ts';
import { builtInRules } from '../diagnosis/rules/built-in.ts';
import { builtInEntries } from '../knowledge/built-in/entries.ts';
import { builtInKnowledge, createItemDiagnosis, type Known } from './diagnose-item.ts';
import { parseItems } from './items.ts';
import { evaluateLearning, type LearningGain } from './learn.ts';
import { type Evaluation, evaluate } from './metrics.ts';

export interface EvaluationOptions {
  /** Corrections that are fed for each cause first; absent for none. */
  readonly learn?: number | undefined;
  /** Chooses which texts are fed; default 1. */
  readonly seed?: number | undefined;
  /** Every third text is held back from those who write rules. */
  readonly part?: 'open' | 'held-back' | undefined;
}

const isHeldBack = (index: number): boolean => index % 3 === 2;

/** What a fresh installation knows: no model, no history. */
const freshInstallation = (): Known => ({
  matcher: createRuleMatcher(builtInRules),
  entries: builtInKnowledge(builtInEntries),
  confirmed: new Map(),
  calibration: null,
});

/** Diagnoses every text of a JSON-Lines file, and compares with its labels where it has them. @throws ItemError naming the line */
export function runEvaluation(
  content: string,
  { learn, seed = 1, part }: EvaluationOptions = {},
): Evaluation & { readonly learning?: LearningGain } {
  const all = parseItems(content);
  const items = part === undefined ? all : all.filter((_, index) => isHeldBack(index) === (part === 'held-back'));
  const known = freshInstallation();
  if (learn === undefined) return evaluate(items, createItemDiagnosis(known));
  const { evaluation, learning } = evaluateLearning(items, known, { perCause: learn, seed });
  return { ...evaluation, learning };
}
