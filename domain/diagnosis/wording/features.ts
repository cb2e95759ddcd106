import { hashText } from '../../text/hash-text.ts';
import { mask } from '../mask.ts';
import type { EvidenceLine } from '../normalise.ts';

/** Features are hashed into so many places: 2 to this power. */
export const featureBits = 16;
const places = 1 << featureBits;

/** The lines around the root tell most; what a long log says beside them would drown them. */
const mostLines = 30;
const longestLine = 500;
/** Of a longer word its beginning speaks too: `connect` for `connecting` and `connections`. */
const beginning = 5;

/** What redaction left of a secret says nothing about the failure. */
const redacted = /\[redacted:[^\]\s]{1,40}\]/g;

/** Words as people see them: camel case taken apart, what varies masked, short codes kept; of scripts without blanks each sign. */
const wordsOf = (line: string): readonly string[] =>
  mask(line.replace(redacted, ' ').slice(0, longestLine))
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/<?[a-z]+>?|\d{2,5}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|\p{L}+/gu) ?? [];

function* featuresOf(line: string): Generator<string> {
  const words = wordsOf(line);
  for (const [index, word] of words.entries()) {
    yield word;
    if (word.length > beginning) yield `^${word.slice(0, beginning)}`;
    if (index > 0) yield words.slice(index - 1, index + 1).join(' ');
    if (index > 1) yield words.slice(index - 2, index + 1).join(' ');
  }
}

/** The lines that features are taken from: the loud ones, and of many the last. */
export const tellingLines = (lines: readonly EvidenceLine[]): readonly EvidenceLine[] =>
  lines.filter(({ zone, text }) => zone <= 2 && text.trim() !== '').slice(-mostLines);

/** A line is heard alone and among others. */
const known = new WeakMap<EvidenceLine, Int32Array>();

function placesOf(line: EvidenceLine): Int32Array {
  const found = known.get(line);
  if (found !== undefined) return found;
  const made = Int32Array.from(featuresOf(line.text), (feature) => hashText(feature) & (places - 1));
  known.set(line, made);
  return made;
}

/** How often each feature occurs in what a failure says: words, beginnings of words, and two and three words in a row, by their hashed places. */
export function wordingFeatures(lines: readonly EvidenceLine[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const line of tellingLines(lines)) for (const place of placesOf(line)) counts.set(place, (counts.get(place) ?? 0) + 1);
  return counts;
}
