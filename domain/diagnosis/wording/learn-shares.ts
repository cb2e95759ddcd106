import { type LinearClasses, sharesOf, type WordingVector } from './classifier.ts';
import { shuffled } from './shuffled.ts';

const rounds = 60;
const step = 0.1;
/** Pulls weights to zero that few texts speak for. */
const pull = 1e-4;
const tiny = 1e-8;

/**
 * Multinomial logistic regression by AdaGrad (Duchi and others 2011), for few places: how the numbers of a text bear on the share of each class.
 * The same texts give the same weights.
 */
export function learnShares<Name extends string>(
  names: readonly Name[],
  vectors: readonly WordingVector[],
  wanted: readonly Name[],
  places: number,
): LinearClasses<Name> {
  const rows = (fill: number) => names.map(() => new Float64Array(places + 1).fill(fill));
  const [weights, slopes] = [rows(0), rows(tiny)];
  const move = (row: number, at: number, slope: number): void => {
    const [values, squares] = [weights[row], slopes[row]];
    if (values === undefined || squares === undefined) return;
    const full = slope + pull * (values[at] ?? 0);
    squares[at] = (squares[at] ?? 0) + full * full;
    values[at] = (values[at] ?? 0) - (step * full) / Math.sqrt(squares[at] ?? 1);
  };
  const biasOf = (): Float64Array => Float64Array.from(weights, (row) => row[places] ?? 0);
  for (let round = 0; round < rounds; round++)
    for (const index of shuffled(vectors.length, round)) {
      const vector = vectors[index];
      if (vector === undefined) continue;
      const shares = sharesOf({ weights, bias: biasOf() }, vector);
      names.forEach((name, row) => {
        const slope = (shares[row] ?? 0) - (name === wanted[index] ? 1 : 0);
        vector.places.forEach((place, at) => move(row, place, slope * (vector.values[at] ?? 0)));
        move(row, places, slope);
      });
    }
  return { names, weights: weights.map((row) => Float32Array.from(row.subarray(0, places))), bias: [...biasOf()] };
}
