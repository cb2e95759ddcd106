import type { Scored } from './error.ts';
import type { CalibrationFit } from './types.ts';

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
/** Confidences of exactly 0 or 1 have no logit. */
const edge = 1e-4;
export const logit = (value: number): number => {
  const inside = Math.min(1 - edge, Math.max(edge, value));
  return Math.log(inside / (1 - inside));
};

/** How firmly few verdicts are held to the identity: the variance of slope and intercept around 1 and 0. */
const priorVariance = 1;
const mostSteps = 50;

interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** One Newton step of the penalised log-likelihood. */
function step({ slope, intercept }: Line, points: readonly (readonly [x: number, target: number])[]): Line {
  let [gradientSlope, gradientIntercept] = [(slope - 1) / priorVariance, intercept / priorVariance];
  let [slopes, both, intercepts] = [1 / priorVariance, 0, 1 / priorVariance];
  for (const [x, target] of points) {
    const guess = sigmoid(slope * x + intercept);
    const weight = guess * (1 - guess);
    gradientSlope += (guess - target) * x;
    gradientIntercept += guess - target;
    slopes += weight * x * x;
    both += weight * x;
    intercepts += weight;
  }
  const determinant = slopes * intercepts - both * both;
  return {
    slope: slope - (intercepts * gradientSlope - both * gradientIntercept) / determinant,
    intercept: intercept - (slopes * gradientIntercept - both * gradientSlope) / determinant,
  };
}

/**
 * Platt scaling: a logistic curve over the logit of the raw confidence, with Platt's smoothed targets, held to the identity by a prior so that a handful
 * of verdicts moves it little. A falling curve would turn sure into unsure; it is replaced by a level one.
 */
export function fitPlatt(verdicts: readonly Scored[]): CalibrationFit {
  const right = verdicts.filter((verdict) => verdict.right).length;
  const targets = { right: (right + 1) / (right + 2), wrong: 1 / (verdicts.length - right + 2) };
  const points = verdicts.map((verdict) => [logit(verdict.confidence), verdict.right ? targets.right : targets.wrong] as const);
  let line: Line = { slope: 1, intercept: 0 };
  for (let round = 0; round < mostSteps; round++) {
    const next = step(line, points);
    const moved = Math.abs(next.slope - line.slope) + Math.abs(next.intercept - line.intercept);
    line = next;
    if (moved < 1e-9) break;
  }
  if (line.slope >= 0) return { kind: 'platt_scaling', ...line };
  return { kind: 'platt_scaling', slope: 0, intercept: logit((right + 1) / (verdicts.length + 2)) };
}

export const applyPlatt = (raw: number, { slope, intercept }: Line): number => sigmoid(slope * logit(raw) + intercept);
