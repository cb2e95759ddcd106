import type { DiagnosisMethod } from '../../incidents/vocabulary.ts';

/** Methods whose confidence is calibrated. What a person settled needs none, and `degraded` verdicts are rules' or knowledge's. */
export const calibratedMethods = ['rule', 'knowledge', 'model'] as const satisfies readonly DiagnosisMethod[];
export type CalibratedMethod = (typeof calibratedMethods)[number];

/** A way to turn raw confidence into how often such verdicts are right. Every one is monotone: more raw confidence is never less calibrated. */
export type CalibrationFit =
  | { readonly kind: 'identity' }
  /** `sigmoid(slope · logit(raw) + intercept)`, slope not negative. */
  | { readonly kind: 'platt_scaling'; readonly slope: number; readonly intercept: number }
  /** Straight lines between these points, level outside of them. Both columns rise. */
  | { readonly kind: 'isotonic'; readonly points: readonly (readonly [raw: number, calibrated: number])[] };

export type CalibrationFits = Readonly<Partial<Record<CalibratedMethod, CalibrationFit>>>;

/** A verdict about which it later turned out whether it was right. */
export interface JudgedVerdict {
  /** Decides by its hash on which side of the split the verdict falls. */
  readonly id: string;
  readonly method: CalibratedMethod;
  /** Raw confidence, 0 to 1. */
  readonly confidence: number;
  readonly right: boolean;
}

/** How far confidences are from how often they were right; 0 is perfect. */
export interface CalibrationError {
  /** Mean squared distance between confidence and being right. */
  readonly brier: number;
  /** Expected calibration error over ten bins of equal width. */
  readonly ece: number;
}
