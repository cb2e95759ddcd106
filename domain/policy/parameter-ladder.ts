import type { Cause } from '../incidents/vocabulary.ts';
import type { Parameters, ParameterValue, Tunable } from '../jobs/types.ts';
import type { ParameterChange } from './types.ts';

/** Parameters of an earlier submission for the same fingerprint, and whether the run was green. */
export interface TriedParameters {
  readonly parameters: Parameters;
  readonly worked: boolean;
}

/** The current value of a tunable: what the run had, or its default. */
const currentValue = (tunable: Tunable, parameters: Parameters): number => {
  const value = Number(parameters[tunable.name] ?? tunable.default);
  return Number.isFinite(value) ? value : tunable.default;
};

/** The nearest value on a tunable's steps, inside its bounds. */
export const onStep = (tunable: Tunable, value: number): number => {
  const stepped = tunable.min + Math.round((value - tunable.min) / tunable.step) * tunable.step;
  return Math.min(tunable.max, Math.max(tunable.min, tunable.type === 'integer' ? Math.round(stepped) : stepped));
};

/** True when `value` is further along the ladder than `from`, in the tunable's own direction. */
const isFurther = (tunable: Tunable, value: number, from: number): boolean => (tunable.factor >= 1 ? value > from : value < from);

function nextValue(tunable: Tunable, current: number, tried: readonly TriedParameters[], proposed: number | undefined): number | null {
  const values = (worked: boolean) => tried.filter((one) => one.worked === worked).map((one) => currentValue(tunable, one.parameters));
  const failed = values(false);
  const furthestFailed = failed.reduce((far, value) => (isFurther(tunable, value, far) ? value : far), current);
  const proven = values(true)
    .filter((value) => isFurther(tunable, value, furthestFailed) && value >= tunable.min && value <= tunable.max)
    .sort((left, right) => (tunable.factor >= 1 ? left - right : right - left))[0];
  if (proven !== undefined) return proven;
  if (proposed !== undefined && onStep(tunable, proposed) === proposed && isFurther(tunable, proposed, furthestFailed)) return proposed;
  for (let value = current; ; ) {
    const next = onStep(tunable, value * tunable.factor);
    if (!isFurther(tunable, next, value)) return null;
    if (isFurther(tunable, next, furthestFailed)) return next;
    value = next;
  }
}

/**
 * The next rung for a cause inside the job's tunables: grown by each tunable's factor up to its bound, values that
 * failed for this fingerprint skipped, a value that worked for it before preferred, then one that the model proposed. Null when no tunable
 * helps any more.
 */
export function nextParameters(
  cause: Cause,
  tunables: readonly Tunable[],
  current: Parameters,
  tried: readonly TriedParameters[],
  proposed: Readonly<Record<string, number>> = {},
): { readonly parameters: Parameters; readonly changes: readonly ParameterChange[] } | null {
  const changes = tunables
    .filter((tunable) => (tunable.helps as readonly Cause[]).includes(cause))
    .flatMap((tunable): ParameterChange[] => {
      const before = currentValue(tunable, current);
      const after = nextValue(tunable, before, tried, proposed[tunable.name]);
      return after === null ? [] : [{ name: tunable.name, before, after, unit: tunable.unit }];
    });
  if (changes.length === 0) return null;
  return { parameters: { ...current, ...Object.fromEntries(changes.map((change) => [change.name, change.after])) }, changes };
}

/** What a person's amended parameters change, checked against the bounds. @returns the problems by field, empty when fine. */
export function checkParameters(
  tunables: readonly Tunable[],
  amended: Readonly<Record<string, ParameterValue>>,
): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {};
  for (const [name, value] of Object.entries(amended)) {
    const tunable = tunables.find((one) => one.name === name);
    if (tunable === undefined) problems[name] = 'is not a parameter that may be changed for this job';
    else if (typeof value !== 'number' || !Number.isFinite(value)) problems[name] = 'must be a number';
    else if (value < tunable.min || value > tunable.max)
      problems[name] = `must be from ${tunable.min} to ${tunable.max}${tunable.unit === null ? '' : ` ${tunable.unit}`}`;
    else if (tunable.type === 'integer' && !Number.isInteger(value)) problems[name] = 'must be a whole number';
    else if (onStep(tunable, value) !== value) problems[name] = `must be in steps of ${tunable.step} from ${tunable.min}`;
  }
  return problems;
}

/** The differences between two sets of parameters, for a diff. */
export const parameterChanges = (before: Parameters, after: Parameters, tunables: readonly Tunable[]): readonly ParameterChange[] =>
  Object.entries(after)
    .filter(([name, value]) => before[name] !== value)
    .map(([name, value]) => {
      const tunable = tunables.find((one) => one.name === name);
      return { name, before: before[name] ?? tunable?.default ?? null, after: value, unit: tunable?.unit ?? null };
    });
