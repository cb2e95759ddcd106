import type { Tunable } from './contract.ts';
import { valueText } from './proposal-words.ts';

/** What is wrong with a value for a parameter that we may change; null when nothing is. */
export function checkTunable(tunable: Tunable, value: number | null): string | null {
  if (value === null || Number.isNaN(value)) return 'Enter a number';
  if (tunable.type === 'integer' && !Number.isInteger(value)) return 'Must be a whole number';
  if (value < tunable.min) return `At least ${valueText(tunable.min, tunable.unit)}`;
  if (value > tunable.max) return `At most ${valueText(tunable.max, tunable.unit)}`;
  const stepped = tunable.min + Math.round((value - tunable.min) / tunable.step) * tunable.step;
  if (value !== tunable.max && Math.abs(stepped - value) > 1e-9) return `In steps of ${tunable.step} from ${tunable.min}`;
  return null;
}

/** The bounds in words: `32 … 1024 MB, steps of 32`. */
export const boundsText = (tunable: Tunable): string =>
  `${tunable.min} … ${valueText(tunable.max, tunable.unit)}${tunable.step === 1 ? '' : `, steps of ${tunable.step}`}`;
