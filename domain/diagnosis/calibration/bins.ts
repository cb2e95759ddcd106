import type { Scored } from './error.ts';

/** Verdicts of one tenth of confidence: what they claimed on average, and how many of them were right. */
export interface ObservedBin {
  readonly count: number;
  readonly confidence: number;
  readonly right: number;
}

/** Judged verdicts by tenths of confidence, lowest first; empty tenths are left out. */
export function binsOf(verdicts: readonly Scored[]): readonly ObservedBin[] {
  const tenths = Map.groupBy(verdicts, ({ confidence }) => Math.min(9, Math.floor(confidence * 10)));
  return [...tenths]
    .toSorted(([left], [right]) => left - right)
    .map(([, mine]) => ({
      count: mine.length,
      confidence: mine.reduce((sum, { confidence }) => sum + confidence, 0) / mine.length,
      right: mine.filter(({ right }) => right).length / mine.length,
    }));
}
