import { type Action, type Cause, causes } from '../../incidents/vocabulary.ts';
import { hashText } from '../../text/hash-text.ts';
import { normalise } from '../normalise.ts';
import { isRetry } from '../rules-verdict.ts';
import { type LinearClasses, rerunWorths, sharesOf, toVector, type WordingModel, type WordingVector } from './classifier.ts';
import { featureBits, wordingFeatures } from './features.ts';

/** A text with the verdicts that a careful reader accepts. */
export interface LabelledWording {
  readonly id: string;
  readonly platform: string;
  readonly text: string;
  readonly causes: readonly Cause[];
  readonly actions: readonly Action[];
}

/** Set by real texts that were held back while training: longer steps learn these texts by heart, more rounds change nothing. */
const rounds = 15;
const step = 0.06;
const strength = 5;

interface Learned {
  readonly weights: readonly Float64Array[];
  readonly bias: Float64Array;
  /** Sums of squared slopes: features that were seen often are moved less (AdaGrad, Duchi and others 2011). */
  readonly weightSlopes: readonly Float64Array[];
  readonly biasSlopes: Float64Array;
}

/** One text to learn from, with the share that each class should get. */
interface Lesson {
  readonly id: string;
  readonly vector: WordingVector;
  readonly wanted: readonly number[];
}

const places = 1 << featureBits;
const tiny = 1e-8;

function learnOne(learned: Learned, { vector, wanted }: Lesson, pull: number): void {
  const shares = sharesOf(learned, vector);
  for (const [index, share] of wanted.entries()) {
    const slope = (shares[index] ?? 0) - share;
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

function learnClasses<Name extends string>(names: readonly Name[], lessons: readonly Lesson[]): LinearClasses<Name> {
  const perClass = (fill: number) => names.map(() => new Float64Array(places).fill(fill));
  const learned: Learned = {
    ...{ weights: perClass(0), weightSlopes: perClass(tiny) },
    ...{ bias: new Float64Array(names.length), biasSlopes: new Float64Array(names.length).fill(tiny) },
  };
  const pull = 1 / (strength * lessons.length);
  for (let round = 0; round < rounds; round++) for (const lesson of inOrderOf(lessons, round)) learnOne(learned, lesson, pull);
  return { names, weights: learned.weights.map((weight) => Float32Array.from(weight)), bias: [...learned.bias] };
}

/** Another order each round, the same each time. */
const inOrderOf = (lessons: readonly Lesson[], round: number): readonly Lesson[] =>
  lessons
    .map((lesson) => ({ lesson, place: hashText(lesson.id, round + 1) }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ lesson }) => lesson);

function rarityOf(documents: readonly ReadonlyMap<number, number>[]): Float32Array {
  const found = new Float64Array(places);
  for (const document of documents) for (const place of document.keys()) found[place] = (found[place] ?? 0) + 1;
  return Float32Array.from(found, (count) => Math.log((1 + documents.length) / (1 + count)) + 1);
}

/** Accepted causes share the text. */
const wantedCauses = ({ causes: accepted }: LabelledWording): readonly number[] =>
  causes.map((cause) => (accepted.includes(cause) ? 1 / accepted.length : 0));

const wantedRerun = ({ actions }: LabelledWording): readonly number[] => {
  const helps = actions.some(isRetry);
  return rerunWorths.map((worth) => (helps === (worth === 'helps') ? 1 : 0));
};

/** Learns from labelled texts which words speak for what. The same texts give the same model, in whatever order they come. */
export function trainWording(texts: readonly LabelledWording[]): WordingModel {
  const ordered = texts.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const documents = ordered.map(({ platform, text }) =>
    wordingFeatures(normalise({ platform, errorText: text, logTail: '', exitCode: null, signal: null, platformReason: null })),
  );
  const rarity = rarityOf(documents);
  const vectors = documents.map((document) => toVector(document, rarity));
  const lessons = (wantedOf: (text: LabelledWording) => readonly number[]): readonly Lesson[] =>
    ordered.map((text, index) => ({
      id: text.id,
      vector: vectors[index] ?? { places: new Int32Array(), values: new Float64Array() },
      wanted: wantedOf(text),
    }));
  return { causes: learnClasses(causes, lessons(wantedCauses)), rerun: learnClasses(rerunWorths, lessons(wantedRerun)), rarity };
}
