import { causes } from '../incidents/vocabulary.ts';
import type { CaseCounts, Judgement, LearningFigures } from './figures.ts';

/** A share with what it is made of, so that everybody can do the sum again; null where there is nothing to divide by. */
export interface Ratio {
  readonly value: number | null;
  readonly numerator: number;
  readonly denominator: number;
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Four decimals. */
export const ratio = (numerator: number, denominator: number): Ratio => ({
  value: denominator === 0 ? null : rounded(numerator / denominator),
  numerator,
  denominator,
});

interface Counted {
  readonly count: number;
}
export const total = <Row extends Counted>(rows: readonly Row[], fits: (row: Row) => boolean = () => true): number =>
  rows.reduce((sum, row) => sum + (fits(row) ? row.count : 0), 0);

/** Right ones among the judged. */
export const accuracy = (rows: readonly (Counted & { readonly judgement: Judgement })[]): Ratio =>
  ratio(
    total(rows, (row) => row.judgement === 'right'),
    total(rows, (row) => row.judgement !== null),
  );

/** Cases whose cause was right, of those that a person or an outcome has judged. */
export const recognitionAccuracy = ({ diagnoses }: LearningFigures): Ratio => accuracy(diagnoses);

/** Cases with a cause, of those diagnosed. */
export const recognitionRate = ({ diagnoses }: LearningFigures): Ratio =>
  ratio(
    total(diagnoses, (row) => row.cause !== 'UNKNOWN'),
    total(diagnoses),
  );

/** Decisions that were right, of those judged. */
export const decisionAccuracy = ({ decisions }: LearningFigures): Ratio => accuracy(decisions);

/** Resubmissions that ended green, of those that ended; interrupted ones are repeated and not counted. */
export const actionSuccessRate = ({ outcomes }: Pick<LearningFigures, 'outcomes'>): Ratio =>
  ratio(
    total(outcomes, (row) => row.outcome === 'green'),
    total(outcomes),
  );

/** Cases that were no failure, of those opened. */
export const falsePositiveRate = ({ cases }: { readonly cases: Pick<CaseCounts, 'opened' | 'falsePositives'> }): Ratio =>
  ratio(cases.falsePositives, cases.opened);

/** Patterns learned in the window. */
export const newPatterns = ({ patterns }: LearningFigures): number => patterns.newRules + patterns.newKnowledge + patterns.newConfirmed;

/** Patterns learned per week. */
export const learningVelocity = (figures: LearningFigures): Ratio => ratio(newPatterns(figures), rounded(figures.days / 7));

/** Causes that something was learned about, of all causes but UNKNOWN. */
export const patternDiversity = ({ patterns }: LearningFigures): Ratio => ratio(patterns.causes, causes.length - 1);

/** Judged cases whose confidence agrees with how often such cases were right: 1 minus the expected calibration error over tenths of confidence. */
export function confidenceCalibration({ diagnoses }: LearningFigures): Ratio {
  const judged = diagnoses.filter((row) => row.judgement !== null);
  const error = Array.from({ length: 10 }, (_tenth, tenth) => judged.filter((row) => row.tenth === tenth)).reduce((sum, rows) => {
    const confidence = rows.reduce((all, row) => all + row.confidenceSum, 0);
    return sum + Math.abs(confidence - total(rows, (row) => row.judgement === 'right'));
  }, 0);
  const all = total(judged);
  return ratio(rounded(all - error), all);
}

/** Cases that a person has judged, of those opened. */
export const humanFeedbackRatio = ({ cases }: LearningFigures): Ratio => ratio(cases.withFeedback, cases.opened);

/** Cases that rules, knowledge or a person's earlier verdict named a cause for, with no model, of those diagnosed. */
export const knowledgeCoverage = ({ diagnoses }: LearningFigures): Ratio =>
  ratio(
    total(diagnoses, (row) => row.cause !== 'UNKNOWN' && (row.method === 'rule' || row.method === 'knowledge' || row.method === 'human')),
    total(diagnoses),
  );

/** Cases resolved without a person, of those resolved. */
export const autoResolution = ({ cases }: LearningFigures): Ratio => ratio(cases.resolvedAlone, cases.resolved);

/** Cases in which a person moved, of those closed. */
export const humanIntervention = ({ cases }: LearningFigures): Ratio => ratio(cases.closedWithPerson, cases.closed);

/** Entries that came into use in the window, of those in use before it. */
export const knowledgeGrowth = ({ patterns }: LearningFigures): Ratio =>
  ratio(patterns.knowledgeAfter - patterns.knowledgeBefore, patterns.knowledgeBefore);

/** Failures that are diagnosed with more confidence than at first, of those that came back. */
export const confidenceImprovements = ({ patterns }: LearningFigures): Ratio => ratio(patterns.confidenceRaised, patterns.cameBack);

/** The success rate of each action that was carried out. */
export const actionSuccessByAction = ({ outcomes }: Pick<LearningFigures, 'outcomes'>) =>
  [...Map.groupBy(outcomes, (row) => row.action)].map(([action, rows]) => ({ action, ...actionSuccessRate({ outcomes: rows }) }));
