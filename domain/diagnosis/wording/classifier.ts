import type { Cause } from '../../incidents/vocabulary.ts';
import type { NormalisedEvidence } from '../normalise.ts';
import { wordingFeatures } from './features.ts';

/** What words speak for which cause: multinomial logistic regression over TF-IDF of hashed features. */
export interface WordingModel {
  readonly causes: readonly Cause[];
  /** By cause, then by feature. */
  readonly weights: readonly Float32Array[];
  readonly bias: readonly number[];
  /** Inverse document frequency of each feature. */
  readonly rarity: Float32Array;
}

/** A text as the model reads it: features with their TF-IDF, of unit length. */
export interface WordingVector {
  readonly places: Int32Array;
  readonly values: Float64Array;
}

export function toVector(counts: ReadonlyMap<number, number>, rarity: Float32Array): WordingVector {
  const places = Int32Array.from(counts.keys());
  const values = Float64Array.from(counts, ([place, count]) => (1 + Math.log(count)) * (rarity[place] ?? 0));
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
  return { places, values: values.map((value) => value / length) };
}

/** The share of each cause, in the model's order; together 1. */
export function sharesOf({ weights, bias }: Pick<WordingModel, 'weights' | 'bias'>, { places, values }: WordingVector): Float64Array {
  const scores = Float64Array.from(weights, (weight, cause) => {
    let sum = bias[cause] ?? 0;
    for (let index = 0; index < places.length; index++) sum += (weight[places[index] ?? 0] ?? 0) * (values[index] ?? 0);
    return sum;
  });
  const highest = Math.max(...scores);
  const raised = scores.map((score) => Math.exp(score - highest));
  const whole = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value) => value / whole);
}

/** The causes that a failure's words speak for, most likely first. Empty when it has no words. */
export function weighWording(
  model: WordingModel,
  evidence: NormalisedEvidence,
): readonly { readonly cause: Cause; readonly share: number }[] {
  const counts = wordingFeatures(evidence);
  if (counts.size === 0) return [];
  const shares = sharesOf(model, toVector(counts, model.rarity));
  return model.causes.map((cause, index) => ({ cause, share: shares[index] ?? 0 })).toSorted((left, right) => right.share - left.share);
}
