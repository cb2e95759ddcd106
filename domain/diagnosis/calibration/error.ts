import type { CalibrationError } from './types.ts';

/** A confidence and whether it was deserved. */
export interface Scored {
  readonly confidence: number;
  readonly right: boolean;
}

const bins = 10;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Mean squared distance between confidence and being right; 0 for no verdicts. */
export const brierOf = (verdicts: readonly Scored[]): number =>
  verdicts.length === 0 ? 0 : sum(verdicts.map(({ confidence, right }) => (confidence - (right ? 1 : 0)) ** 2)) / verdicts.length;

/** Expected calibration error over ten bins of confidence: the distance of confidence from accuracy in each, weighted by its verdicts. */
export function eceOf(verdicts: readonly Scored[]): number {
  if (verdicts.length === 0) return 0;
  const binned = Map.groupBy(verdicts, ({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)));
  const distances = [...binned.values()].map((bin) => Math.abs(sum(bin.map(({ confidence, right }) => confidence - (right ? 1 : 0)))));
  return sum(distances) / verdicts.length;
}

export const errorOf = (verdicts: readonly Scored[]): CalibrationError => ({ brier: brierOf(verdicts), ece: eceOf(verdicts) });
