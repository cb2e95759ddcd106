import { hashText } from '../text/hash-text.ts';
import { findConcepts } from './concepts.ts';
import { tokenise } from './tokenise.ts';

/** Length of the local embedder's vectors. */
export const dimensions = 512;
/** Stored with each vector: vectors of another embedder are made anew. */
export const embedderName = 'nightshift-stems-1';

/** Weights were set on paraphrases over several fields: what is wrong with what counts more than the words it is said in. */
const weights = { word: 0.8, common: 0.2, named: 0.45, subject: 1.15, fault: 1.35, pair: 1.1, gram: 0.22 } as const;
/** Pairs of subject and fault are made of the first few of each, or long texts would be about everything. */
const mostPaired = 3;
const gramLength = 4;

/** Stems that nearly every failure holds. */
const common = new Set(
  'error fail except job task run process servic server instanc system oper request code statu caus try retri attempt line at info warn last first host node prod dev test stage not no new java lang org com python node data line file name id call executor driver exit message occur during while after befor because when us get set has cannot status'.split(
    ' ',
  ),
);

/** Adds a feature at its place; the sign, from another bit, lets collisions cancel out instead of adding up. */
function add(vector: Float32Array, feature: string, weight: number): void {
  const value = hashText(feature);
  const place = value % dimensions;
  vector[place] = (vector[place] ?? 0) + (value & 0x40000000 ? -weight : weight);
}

function addWords(vector: Float32Array, tokens: readonly string[], named: ReadonlySet<number>): void {
  const counts = new Map<string, { count: number; named: boolean }>();
  tokens.forEach((token, index) => {
    const entry = counts.get(token) ?? { count: 0, named: false };
    counts.set(token, { count: entry.count + 1, named: entry.named || named.has(index) });
  });
  for (const [token, entry] of counts) {
    const weight = common.has(token) ? weights.common : entry.named ? weights.named : weights.word;
    add(vector, token, weight * (1 + Math.log(entry.count)));
    if (!common.has(token)) addGrams(vector, token);
  }
}

/** Parts of a word, so that spelling variants and compounds stay near each other. */
function addGrams(vector: Float32Array, token: string): void {
  if (token.length <= gramLength) return;
  const count = token.length - gramLength + 1;
  for (let at = 0; at < count; at++) add(vector, `~${token.slice(at, at + gramLength)}`, weights.gram / Math.sqrt(count));
}

function addConcepts(vector: Float32Array, found: ReturnType<typeof findConcepts>): void {
  const names = (kind: 'subject' | 'fault') => found.filter(({ concept }) => concept.kind === kind).map(({ concept }) => concept.name);
  const [subjects, faults] = [names('subject'), names('fault')];
  for (const subject of subjects) add(vector, `#${subject}`, weights.subject);
  for (const fault of faults) add(vector, `!${fault}`, weights.fault);
  for (const subject of subjects.slice(0, mostPaired))
    for (const fault of faults.slice(0, mostPaired))
      add(vector, `#${subject}!${fault}`, weights.pair / Math.sqrt(Math.min(mostPaired, faults.length)));
}

function normalised(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (sum === 0) return vector;
  const length = Math.sqrt(sum);
  return vector.map((value) => value / length);
}

/**
 * A text's place among failures, as a unit vector: stems, parts of words, and the concepts of operations that they name, hashed into a fixed
 * number of dimensions. Pure, and the same everywhere; a text without a telling word gives the zero vector.
 */
export function embed(text: string): Float32Array {
  const vector = new Float32Array(dimensions);
  const tokens = tokenise(text);
  const found = findConcepts(tokens);
  addWords(vector, tokens, new Set(found.flatMap(({ positions }) => positions)));
  addConcepts(vector, found);
  return normalised(vector);
}

/** Nearness of two vectors of unit length, from -1 to 1. */
export function cosine(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}
