import { type Cause, causes } from '../../incidents/vocabulary.ts';
import { hashText } from '../../text/hash-text.ts';
import { normalise } from '../normalise.ts';
import { sharesOf, toVector, type WordingModel, type WordingVector } from './classifier.ts';
import { featureBits, wordingFeatures } from './features.ts';

/** A text with the causes that a careful reader accepts. */
export interface LabelledWording {
  readonly id: string;
  readonly platform: string;
  readonly text: string;
  readonly causes: readonly Cause[];
}

/** Set by texts that were held back while training: more rounds or a weaker pull to zero changed nothing there. */
const rounds = 15;
const step = 0.3;
const strength = 20;

interface Learned {
  readonly weights: readonly Float64Array[];
  readonly bias: Float64Array;
  /** Sums of squared slopes: features that were seen often are moved less (AdaGrad, Duchi and others 2011). */
  readonly weightSlopes: readonly Float64Array[];
  readonly biasSlopes: Float64Array;
}

const places = 1 << featureBits;
const perCause = (fill: number) => causes.map(() => new Float64Array(places).fill(fill));
const tiny = 1e-8;

function learnOne(learned: Learned, vector: WordingVector, accepted: readonly Cause[], pull: number): void {
  const shares = sharesOf({ weights: learned.weights as never, bias: learned.bias as never }, vector);
  for (const [index, cause] of causes.entries()) {
    const slope = (shares[index] ?? 0) - (accepted.includes(cause) ? 1 / accepted.length : 0);
    move(learned.bias, learned.biasSlopes, index, slope);
    const [weights, slopes] = [learned.weights[index], learned.weightSlopes[index]];
    if (weights === undefined || slopes === undefined) continue;
    vector.places.forEach((place, at) => move(weights, slopes, place, slope * (vector.values[at] ?? 0) + pull * (weights[place] ?? 0)));
  }
}

function move(values: Float64Array, slopes: Float64Array, at: number, slope: number): void {
  slopes[at] = (slopes[at] ?? 0) + slope * slope;
  values[at] = (values[at] ?? 0) - (step * slope) / Math.sqrt(slopes[at] ?? 1);
}

function rarityOf(documents: readonly ReadonlyMap<number, number>[]): Float32Array {
  const found = new Float64Array(places);
  for (const document of documents) for (const place of document.keys()) found[place] = (found[place] ?? 0) + 1;
  return Float32Array.from(found, (count) => Math.log((1 + documents.length) / (1 + count)) + 1);
}

/** Learns from labelled texts which words speak for which cause. The same texts give the same model, in whatever order they come. */
export function trainWording(texts: readonly LabelledWording[]): WordingModel {
  const ordered = texts.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const documents = ordered.map(({ platform, text }) =>
    wordingFeatures(normalise({ platform, errorText: text, logTail: '', exitCode: null, signal: null, platformReason: null })),
  );
  const rarity = rarityOf(documents);
  const vectors = documents.map((document) => toVector(document, rarity));
  const learned: Learned = {
    ...{ weights: perCause(0), weightSlopes: perCause(tiny) },
    ...{ bias: new Float64Array(causes.length), biasSlopes: new Float64Array(causes.length).fill(tiny) },
  };
  const pull = 1 / (strength * ordered.length);
  for (let round = 0; round < rounds; round++)
    for (const index of orderOf(ordered, round)) {
      const [vector, text] = [vectors[index], ordered[index]];
      if (vector !== undefined && text !== undefined) learnOne(learned, vector, text.causes, pull);
    }
  return { causes, weights: learned.weights.map((weight) => Float32Array.from(weight)), bias: [...learned.bias], rarity };
}

/** Another order each round, the same each time. */
const orderOf = (texts: readonly LabelledWording[], round: number): readonly number[] =>
  texts
    .map(({ id }, index) => ({ index, place: hashText(id, round + 1) }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ index }) => index);
