import type { Cause } from '../../incidents/vocabulary.ts';
import type { EvidenceLine } from '../normalise.ts';
import { wordingFeatures } from './features.ts';

/** What each feature speaks for, in logits. */
export interface LinearClasses<Name extends string> {
  readonly names: readonly Name[];
  /** By class, then by feature. */
  readonly weights: readonly Float32Array[];
  readonly bias: readonly number[];
}

/** Whether a rerun was of use to failures with such words, with whatever parameters. */
export const rerunWorths = ['helps', 'useless'] as const;
export type RerunWorth = (typeof rerunWorths)[number];

/** What words speak for which cause, and for or against a rerun; over TF-IDF of hashed features. */
export interface WordingModel {
  readonly causes: LinearClasses<Cause>;
  readonly rerun: LinearClasses<RerunWorth>;
  /** What words and a rule that answered speak for together; over the values of `sideBySide`. */
  readonly together: LinearClasses<Cause>;
  /** Inverse document frequency of each feature. */
  readonly rarity: Float32Array;
}

/** What the words of one failure speak for. */
export interface WordingOpinion {
  /** Most likely first; the shares together are 1. */
  readonly causes: readonly { readonly cause: Cause; readonly share: number }[];
  /** Share that speaks for a rerun being of use, 0 to 1. */
  readonly rerunHelps: number;
}

/** A text as the model reads it: features with their TF-IDF, at most of unit length. */
export interface WordingVector {
  readonly places: Int32Array;
  readonly values: Float64Array;
}

/** A text counts as if it also held so much that speaks for nothing, so that a few words tell less than many. The median text holds 2,700. */
const silence = 1_000;

export function toVector(counts: ReadonlyMap<number, number>, rarity: Float32Array): WordingVector {
  const places = Int32Array.from(counts.keys());
  const values = Float64Array.from(counts, ([place, count]) => (1 + Math.log(count)) * (rarity[place] ?? 0));
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, silence));
  return { places, values: values.map((value) => value / length) };
}

/** The share of each class, in the model's order; together 1. */
export function sharesOf(
  { weights, bias }: { readonly weights: readonly (Float32Array | Float64Array)[]; readonly bias: ArrayLike<number> },
  { places, values }: WordingVector,
): Float64Array {
  const scores = Float64Array.from(weights, (weight, index) => {
    let sum = bias[index] ?? 0;
    for (let at = 0; at < places.length; at++) sum += (weight[places[at] ?? 0] ?? 0) * (values[at] ?? 0);
    return sum;
  });
  const highest = Math.max(...scores);
  const raised = scores.map((score) => Math.exp(score - highest));
  const whole = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value) => value / whole);
}

/** What counted features speak for; null when there are none. */
export function opinionOf(model: Omit<WordingModel, 'together'>, counts: ReadonlyMap<number, number>): WordingOpinion | null {
  if (counts.size === 0) return null;
  const vector = toVector(counts, model.rarity);
  const shares = sharesOf(model.causes, vector);
  const causes = model.causes.names.map((cause, index) => ({ cause, share: shares[index] ?? 0 }));
  const rerun = sharesOf(model.rerun, vector);
  return {
    causes: causes.toSorted((left, right) => right.share - left.share),
    rerunHelps: rerun[model.rerun.names.indexOf('helps')] ?? 0,
  };
}

/** What a failure's words speak for; null when it has no words. */
export const weighWording = (model: Omit<WordingModel, 'together'>, lines: readonly EvidenceLine[]): WordingOpinion | null =>
  opinionOf(model, wordingFeatures(lines));
