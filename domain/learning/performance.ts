import type { Cause } from '../incidents/vocabulary.ts';
import { accuracyByAction, recognitionByCause } from './accuracy.ts';
import type { LearningFigures } from './figures.ts';
import {
  accuracy,
  actionSuccessRate,
  autoResolution,
  decisionAccuracy,
  humanIntervention,
  learningVelocity,
  newPatterns,
  type Ratio,
  recognitionAccuracy,
  recognitionRate,
  total,
} from './metrics.ts';
import { recommendations } from './recommend.ts';

/** Causes that did worse than this are listed with advice. */
const weakBelow = 0.8;
/** Fewer judged cases than this say nothing. */
const fewestJudged = 3;

/** One cause: how many cases, and how its decisions did. */
export interface CategoryRow {
  readonly cause: Cause;
  readonly cases: number;
  readonly success: Ratio;
}

/** Causes by number of cases, with the success of the decisions on them. */
export const topCategories = (figures: LearningFigures, most = 10): readonly CategoryRow[] =>
  recognitionByCause(figures)
    .slice(0, most)
    .map(({ cause, cases }) => ({ cause, cases, success: accuracy(figures.decisions.filter((row) => row.cause === cause)) }));

/** A cause that needs work, and what work. */
export interface WeakCategory extends CategoryRow {
  readonly recognition: Ratio;
  readonly advice: string;
}

function adviceFor(figures: LearningFigures, cause: Cause, success: Ratio, recognition: Ratio): string {
  const better = recommendations(figures).find((one) => one.cause === cause);
  if (better !== undefined) return better.plain;
  const share = ({ value }: Ratio) => `${Math.round((value ?? 0) * 100)} %`;
  if (isWeak(recognition))
    return `The cause was right in ${share(recognition)} of the judged cases: correct the wrong ones, and add a rule for what they have in common.`;
  return `The action was right in ${share(success)} of the judged cases: compare the failed ones, and raise the confidence from which it acts alone.`;
}

const isWeak = ({ value, denominator }: Ratio): boolean => denominator >= fewestJudged && value !== null && value < weakBelow;

/** Causes whose diagnoses or decisions were wrong too often, worst first. */
export function weakCategories(figures: LearningFigures): readonly WeakCategory[] {
  return topCategories(figures, Number.POSITIVE_INFINITY)
    .map((row) => ({ ...row, recognition: accuracy(figures.diagnoses.filter((one) => one.cause === row.cause)) }))
    .filter(({ success, recognition }) => isWeak(success) || isWeak(recognition))
    .map((row) => ({ ...row, advice: adviceFor(figures, row.cause, row.success, row.recognition) }))
    .sort((left, right) => worst(left) - worst(right));
}

const worst = ({ success, recognition }: WeakCategory): number =>
  Math.min(...[success, recognition].filter(isWeak).map(({ value }) => value ?? 1));

/** The five sections of the performance report. */
export const performanceReport = (figures: LearningFigures) => ({
  recognition: {
    cases: total(figures.diagnoses),
    recognised: recognitionRate(figures),
    accuracy: recognitionAccuracy(figures),
    byCause: recognitionByCause(figures),
  },
  actions: {
    decisions: total(figures.decisions),
    accuracy: decisionAccuracy(figures),
    successRate: actionSuccessRate(figures),
    autoResolution: autoResolution(figures),
    humanIntervention: humanIntervention(figures),
    byAction: accuracyByAction(figures),
  },
  learning: {
    newPatterns: newPatterns(figures),
    velocityPerWeek: learningVelocity(figures),
    patternsUsed: figures.patterns.used,
    generalisations: figures.patterns.generalised,
    crossService: figures.patterns.crossService,
  },
  topCategories: topCategories(figures),
  areasToImprove: weakCategories(figures),
});
