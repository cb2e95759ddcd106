import { calibrate } from './apply.ts';
import { binsOf, type ObservedBin } from './bins.ts';
import { errorOf } from './error.ts';
import { fitIsotonic } from './isotonic.ts';
import { fitPlatt } from './platt.ts';
import { type CalibratedMethod, type CalibrationError, type CalibrationFit, calibratedMethods, type JudgedVerdict } from './types.ts';

/** Fewer verdicts of a method tell nothing of its confidence. */
export const fewestVerdicts = 30;
/** From so many on the free form of isotonic regression holds what it learns; below, two parameters do. */
export const isotonicFrom = 300;

/** A smaller gain of the Brier score, as a share of it, may be chance. */
const leastGain = 0.02;

/** How the fit is made; `auto` takes Platt scaling for few verdicts and isotonic regression for many. */
export const fitMethods = ['auto', 'platt_scaling', 'isotonic'] as const;
export type FitMethod = (typeof fitMethods)[number];

export interface FitOptions {
  readonly method: FitMethod;
  /** Share of the verdicts that is held back to judge the fit, between 0 and 1. */
  readonly validationSplit: number;
  /** Share of right verdicts from which acting alone is wanted. */
  readonly targetAccuracy: number;
}

/** What came of fitting one method of diagnosis. */
export interface FitReport {
  readonly method: CalibratedMethod;
  readonly verdicts: number;
  readonly heldOut: number;
  readonly fit: CalibrationFit;
  /** On the held-out verdicts; null where there were too few to fit. */
  readonly before: CalibrationError | null;
  readonly after: CalibrationError | null;
  /** False when the fit is not used, because it is no better than what holds. */
  readonly taken: boolean;
  readonly why: string;
  /** What all judged verdicts claimed and what came true, with what held and with what holds from now on; absent in reports of earlier versions. */
  readonly observed?: { readonly before: readonly ObservedBin[]; readonly after: readonly ObservedBin[] };
  /** Calibrated confidence from which verdicts reach the target; null when none do. */
  readonly reachesTargetFrom: number | null;
}

/** FNV-1a: the same verdict falls on the same side each time, whatever else was judged since. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

/** Splits by the hash of the ids; the held-out part is as large as asked, to the verdict. */
export function splitVerdicts<Verdict extends { readonly id: string }>(
  verdicts: readonly Verdict[],
  share: number,
): { readonly fitted: readonly Verdict[]; readonly heldOut: readonly Verdict[] } {
  const ordered = verdicts.toSorted((left, right) => hash(left.id) - hash(right.id) || (left.id < right.id ? -1 : 1));
  const size = Math.max(1, Math.round(ordered.length * share));
  return { heldOut: ordered.slice(0, size), fitted: ordered.slice(size) };
}

const applied = (verdicts: readonly JudgedVerdict[], fit: CalibrationFit) =>
  verdicts.map(({ confidence, right }) => ({ confidence: calibrate(fit, confidence), right }));

/** The lowest calibrated confidence such that the verdicts from there on are right often enough. */
function reaches(verdicts: readonly JudgedVerdict[], fit: CalibrationFit, target: number): number | null {
  const surestFirst = applied(verdicts, fit).toSorted((left, right) => right.confidence - left.confidence);
  let [right, lowest] = [0, null as number | null];
  surestFirst.forEach((verdict, index) => {
    right += verdict.right ? 1 : 0;
    const endsLevel = surestFirst[index + 1]?.confidence !== verdict.confidence;
    if (endsLevel && right / (index + 1) >= target) lowest = verdict.confidence;
  });
  return lowest;
}

const fixed = (value: number): string => value.toFixed(4);
const change = (before: CalibrationError, after: CalibrationError, verb: string): string =>
  `Brier ${fixed(before.brier)} ${verb} ${fixed(after.brier)}, ECE ${fixed(before.ece)} ${verb} ${fixed(after.ece)}`;

function fitOne(method: CalibratedMethod, verdicts: readonly JudgedVerdict[], current: CalibrationFit, options: FitOptions): FitReport {
  const untouched = { method, verdicts: verdicts.length, fit: current, taken: false, before: null, after: null };
  const reachesTargetFrom = reaches(verdicts, current, options.targetAccuracy);
  if (verdicts.length < fewestVerdicts)
    return { ...untouched, heldOut: 0, reachesTargetFrom, why: `too few verdicts: ${verdicts.length} of ${fewestVerdicts}` };
  const { fitted, heldOut } = splitVerdicts(verdicts, options.validationSplit);
  const free = options.method === 'isotonic' || (options.method === 'auto' && fitted.length >= isotonicFrom);
  const fit = free ? fitIsotonic(fitted) : fitPlatt(fitted);
  const [before, after] = [errorOf(applied(heldOut, current)), errorOf(applied(heldOut, fit))];
  const figures = { before, after, heldOut: heldOut.length };
  if (after.brier > before.brier * (1 - leastGain) || after.ece > before.ece)
    return {
      ...{ ...untouched, ...figures, reachesTargetFrom },
      why: `not better on the held-out verdicts: ${change(before, after, 'would become')}`,
    };
  return {
    ...{ method, verdicts: verdicts.length, ...figures, fit, taken: true },
    reachesTargetFrom: reaches(verdicts, fit, options.targetAccuracy),
    why: `better on the held-out verdicts: ${change(before, after, 'becomes')}`,
  };
}

/** Fits every method of diagnosis on the verdicts that were judged, each compared with what holds now on a part that it has not seen. */
export const fitCalibration = (
  verdicts: readonly JudgedVerdict[],
  current: Readonly<Partial<Record<CalibratedMethod, CalibrationFit>>>,
  options: FitOptions,
): readonly FitReport[] =>
  calibratedMethods.map((method) => {
    const mine = verdicts.filter((verdict) => verdict.method === method);
    const held = current[method] ?? ({ kind: 'identity' } as const);
    const report = fitOne(method, mine, held, options);
    return { ...report, observed: { before: binsOf(applied(mine, held)), after: binsOf(applied(mine, report.fit)) } };
  });
