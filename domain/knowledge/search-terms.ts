import { findConcepts } from './concepts.ts';
import { tokenise } from './tokenise.ts';
import type { KnowledgeContent } from './types.ts';

const mostTerms = 300;
/** Words of a question that its full-text search uses; the most telling ones come first. */
const mostAsked = 8;
/** So many of them have to meet where there are too many entries for every word to be looked up. */
const strictTerms = 3;

/** Words that stand in nearly every failure and find nothing. */
const empty = new Set(
  'error fail except job task run process servic system code statu caus tri retri line at info warn not no new java lang org com python file name call exit messag occur us get set can'.split(
    ' ',
  ),
);

/** The text whose meaning an entry has: what the failure looks like, not how it is mended. */
export const meaningOf = ({ title, symptom, patterns }: Pick<KnowledgeContent, 'title' | 'symptom' | 'patterns'>): string =>
  [title, symptom, ...patterns.map(wordsOfPattern)].join('\n');

/** What a pattern says in plain words. */
const wordsOfPattern = (pattern: string): string => pattern.replace(/\\[a-zA-Z]|\(\?[a-z:]*|[\\^$.*+?()[\]{}|]/g, ' ');

/** Everything of an entry that full-text search finds it by. */
export function termsOf(
  content: Pick<KnowledgeContent, 'title' | 'symptom' | 'patterns' | 'explanation' | 'tags' | 'category' | 'service'>,
): string[] {
  const text = [meaningOf(content), content.explanation, ...content.tags, content.category ?? '', content.service ?? ''].join('\n');
  return [...new Set(tokenise(text))].slice(0, mostTerms);
}

const isCode = (term: string): boolean => /\d/.test(term) && /[a-z]/.test(term);
const telling = (term: string): number => (isCode(term) ? 100 : 0) + Math.min(term.length, 20);

const quoted = (term: string): string => `'${term.replaceAll("'", "''")}'`;

/**
 * A question as PostgreSQL's tsquery; null when no word tells anything. `wide` takes an entry with any of the words; else the most telling
 * words have to meet, or a code such as ORA-01555 has to be there. Tokens hold only letters and digits.
 */
export function textQuery(text: string, wide: boolean): string | null {
  const terms = [...new Set(tokenise(text))]
    .filter((term) => !empty.has(term))
    .toSorted((left, right) => telling(right) - telling(left))
    .slice(0, mostAsked);
  if (terms.length === 0) return null;
  if (wide) return terms.map(quoted).join(' | ');
  const strict = terms.slice(0, strictTerms).map(quoted).join(' & ');
  return [`(${strict})`, ...terms.filter(isCode).map(quoted)].join(' | ');
}

/** Names of the concepts in a text, as tags: what the failure is about first, then what is wrong. */
export function tagsOf(text: string, most = 6): string[] {
  const found = findConcepts(tokenise(text)).map(({ concept }) => concept);
  const subjects = found.filter(({ kind }) => kind === 'subject');
  return [...subjects, ...found.filter(({ kind }) => kind === 'fault')].map(({ name }) => name).slice(0, most);
}
