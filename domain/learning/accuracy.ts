import type { Action, Cause } from '../incidents/vocabulary.ts';
import type { DecisionCount, LearningFigures } from './figures.ts';
import { accuracy, type Ratio, total } from './metrics.ts';

/** How well one kind of decision did. */
export interface GroupAccuracy extends Ratio {
  /** All decisions of the group, judged or not. */
  readonly decisions: number;
}

const groupOf = (rows: readonly DecisionCount[]): GroupAccuracy => ({ ...accuracy(rows), decisions: total(rows) });

function grouped<Key extends string>(
  rows: readonly DecisionCount[],
  keyOf: (row: DecisionCount) => Key,
): readonly (GroupAccuracy & { readonly key: Key })[] {
  return [...Map.groupBy(rows, keyOf)]
    .map(([key, mine]) => ({ key, ...groupOf(mine) }))
    .sort((left, right) => right.decisions - left.decisions || (left.key < right.key ? -1 : 1));
}

/** Accuracy of decisions by action, most frequent first. */
export const accuracyByAction = ({ decisions }: LearningFigures) =>
  grouped(decisions, (row) => row.action).map(({ key: action, ...rest }) => ({ action, ...rest }));

/** Accuracy of decisions by cause, most frequent first. */
export const accuracyByCause = ({ decisions }: LearningFigures) =>
  grouped(decisions, (row) => row.cause).map(({ key: cause, ...rest }) => ({ cause, ...rest }));

/** Accuracy of each action on each cause, most frequent first. */
export function accuracyByPair({
  decisions,
}: LearningFigures): readonly (GroupAccuracy & { readonly action: Action; readonly cause: Cause })[] {
  return grouped(decisions, (row) => `${row.action}/${row.cause}` as const).map(({ key, ...rest }) => {
    const [action, cause] = key.split('/') as [Action, Cause];
    return { action, cause, ...rest };
  });
}

/** Accuracy of the named cause, most frequent first. */
export const recognitionByCause = ({ diagnoses }: LearningFigures) =>
  [...Map.groupBy(diagnoses, (row) => row.cause)]
    .map(([cause, rows]) => ({ cause, cases: total(rows), ...accuracy(rows) }))
    .sort((left, right) => right.cases - left.cases || (left.cause < right.cause ? -1 : 1));
