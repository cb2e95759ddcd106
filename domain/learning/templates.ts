import { mask } from '../diagnosis/mask.ts';

/** Stands for a word that differs between failures of one kind. */
const anyWord = '<*>';
const placeholder = /<(?:\*|[a-z]+)>/g;
/** Share of words that two templates have to have in common to be one kind of failure. */
const alike = 0.7;
const longestTemplate = 300;

/** Texts of one kind of failure, and the words that they share. */
export interface Cluster<Item> {
  readonly words: readonly string[];
  readonly items: readonly Item[];
}

const wordsOf = (rootLine: string): readonly string[] =>
  mask(rootLine)
    .slice(0, longestTemplate)
    .split(' ')
    .filter((word) => word !== '');

/** The words with a placeholder where they differ; null when they are not one kind of failure. */
function joined(left: readonly string[], right: readonly string[]): readonly string[] | null {
  if (left.length !== right.length || left.length < 3) return left.join(' ') === right.join(' ') ? left : null;
  const same = left.filter((word, index) => word === right[index] && word !== anyWord).length;
  if (same / left.length < alike) return null;
  return left.map((word, index) => (word === right[index] ? word : anyWord));
}

/** Puts failures whose root lines differ only in what is masked, or in a few words, together; in the order in which they come. */
export function clusterBy<Item>(items: readonly Item[], rootLine: (item: Item) => string): readonly Cluster<Item>[] {
  const clusters: { words: readonly string[]; items: Item[] }[] = [];
  for (const item of items) {
    const words = wordsOf(rootLine(item));
    if (words.length === 0) continue;
    let found = false;
    for (const cluster of clusters) {
      const both = joined(cluster.words, words);
      if (both === null) continue;
      cluster.words = both;
      cluster.items.push(item);
      found = true;
      break;
    }
    if (!found) clusters.push({ words, items: [item] });
  }
  return clusters;
}

/** The template as people read it. */
export const templateOf = (words: readonly string[]): string => words.join(' ');

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A pattern that fits every text of the template, with anything in place of what differs; what differs at its ends is left out. */
export function patternOf(words: readonly string[]): string {
  const parts = templateOf(words).split(placeholder);
  while (parts.length > 0 && !/[\p{L}\d]{2}/u.test(parts[0] ?? '')) parts.shift();
  while (parts.length > 0 && !/[\p{L}\d]{2}/u.test(parts.at(-1) ?? '')) parts.pop();
  return parts
    .map((part, index) => {
      const text = index === 0 ? part.trimStart() : part;
      return escaped(index === parts.length - 1 ? text.trimEnd() : text);
    })
    .join('.*?');
}

/** Letters and digits of the pattern that every text has to hold. */
export const fixedCharacters = (words: readonly string[]): number =>
  templateOf(words)
    .replaceAll(placeholder, '')
    .replaceAll(/[^\p{L}\d]/gu, '').length;
