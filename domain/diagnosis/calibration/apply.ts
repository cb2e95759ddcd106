import type { DiagnosisMethod } from '../../incidents/vocabulary.ts';
import { applyIsotonic } from './isotonic.ts';
import { applyPlatt } from './platt.ts';
import type { CalibrationFit, CalibrationFits } from './types.ts';

/** No calibrated verdict is surer than a person's. */
const surest = 0.97;
/** How much surer than it says itself a verdict can become. */
const mostRaised = 0.1;

function curve(fit: CalibrationFit, raw: number): number {
  switch (fit.kind) {
    case 'identity':
      return raw;
    case 'platt_scaling':
      return applyPlatt(raw, fit);
    case 'isotonic':
      return applyIsotonic(raw, fit.points);
  }
}

/** The usual confidence from which Nightshift acts alone, and what a verdict below it can become at most. */
const actsFrom = 0.85;
const stillAsks = 0.84;

/**
 * Calibrated confidence of a raw one: rises with it, at most 0.10 above it, never surer than a person's verdict, and never from asking to acting alone:
 * more autonomy is for people to give, in the policy.
 */
export function calibrate(fit: CalibrationFit, raw: number): number {
  if (fit.kind === 'identity') return raw;
  const ceiling = raw < actsFrom ? Math.max(raw, stillAsks) : Math.max(raw, surest);
  return Math.max(0, Math.min(curve(fit, raw), raw + mostRaised, ceiling, 1));
}

/**
 * Calibrated confidence of a verdict. One that the text itself made less sure (a rival, a contradiction, an invented quote) is never lifted:
 * calibration speaks of a method's verdicts in general, and that one is not like them.
 */
export function calibrateVerdict(
  fits: CalibrationFits | null | undefined,
  verdict: { readonly method: DiagnosisMethod; readonly confidence: number; readonly lowered: boolean },
): number {
  const { method, confidence, lowered } = verdict;
  if (method !== 'rule' && method !== 'knowledge' && method !== 'model') return confidence;
  const fit = fits?.[method];
  if (fit === undefined) return confidence;
  const calibrated = calibrate(fit, confidence);
  return lowered ? Math.min(confidence, calibrated) : calibrated;
}
