import { findConcepts } from './concepts.ts';
import { tokenise } from './tokenise.ts';
import type { KnowledgeContent } from './types.ts';

const mostTerms = 300;
/** Words of a question that its full-text search uses; the most telling ones come first. */
const mostAsked = 8;

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

/** The words of a question that its full-text search looks up, the most telling ones first: codes such as ORA-01555, then long words. */
export const askedTerms = (text: string): readonly string[] =>
  [...new Set(tokenise(text))]
    .filter((term) => !empty.has(term))
    .toSorted((left, right) => telling(right) - telling(left))
    .slice(0, mostAsked);

/** Names of the concepts in a text, as tags: what the failure is about first, then what is wrong. */
export function tagsOf(text: string, most = 6): string[] {
  const found = findConcepts(tokenise(text)).map(({ concept }) => concept);
  const subjects = found.filter(({ kind }) => kind === 'subject');
  return [...subjects, ...found.filter(({ kind }) => kind === 'fault')].map(({ name }) => name).slice(0, most);
}
