import type { Action, Cause, Origin, Severity } from '../../../lib/contract.ts';
import type { KnowledgeDetail, KnowledgeRequest } from '../../../lib/learning-contract.ts';

/** An entry as it stands in the form: everything is text, empty where nothing is said. */
export interface Draft {
  readonly title: string;
  readonly symptom: string;
  readonly explanation: string;
  readonly solution: string;
  readonly patterns: string;
  readonly tags: string;
  readonly collection: string;
  readonly category: string;
  readonly cause: string;
  readonly origin: string;
  readonly action: string;
  readonly severity: string;
  readonly service: string;
}

export const fieldWords: Readonly<Record<keyof Draft, string>> = {
  title: 'Title',
  symptom: 'What it looks like',
  explanation: 'Why it happens',
  solution: 'What solves it',
  patterns: 'Patterns',
  tags: 'Tags',
  collection: 'Collection',
  category: 'Category',
  cause: 'Cause',
  origin: 'Origin',
  action: 'Action',
  severity: 'Severity',
  service: 'Service',
};

export const emptyDraft: Draft = Object.fromEntries(Object.keys(fieldWords).map((field) => [field, ''])) as unknown as Draft;

export const draftOf = (entry: KnowledgeDetail): Draft => ({
  ...emptyDraft,
  ...{ title: entry.title, symptom: entry.symptom, explanation: entry.explanation, solution: entry.solution },
  ...{ patterns: entry.patterns.join('\n'), tags: entry.tags.join(', '), collection: entry.collection, category: entry.category ?? '' },
  ...{ cause: entry.cause ?? '', origin: entry.origin ?? '', action: entry.action ?? '', severity: entry.severity ?? '' },
  service: entry.service ?? '',
});

const orNull = <Value extends string>(text: string): Value | null => (text.trim() === '' ? null : (text.trim() as Value));
const listOf = (text: string, separator: RegExp): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** What is sent for a draft. A new entry without tags gets those that its words tell. */
export const contentOf = (draft: Draft, isNew: boolean): Omit<KnowledgeRequest, 'confidence' | 'state' | 'provenance'> => ({
  title: draft.title.trim(),
  symptom: draft.symptom.trim(),
  explanation: draft.explanation.trim(),
  solution: draft.solution.trim(),
  patterns: listOf(draft.patterns, /\n/),
  ...(draft.collection.trim() === '' ? {} : { collection: draft.collection.trim() }),
  category: orNull(draft.category),
  ...(isNew && draft.tags.trim() === '' ? {} : { tags: listOf(draft.tags, /,/) }),
  cause: orNull<Cause>(draft.cause),
  origin: orNull<Origin>(draft.origin),
  action: orNull<Action>(draft.action),
  severity: orNull<Severity>(draft.severity),
  service: orNull(draft.service),
});

/** What keeps a draft from being sent, by field. */
export function problemsOf(draft: Draft): Partial<Record<keyof Draft, string>> {
  const isVague = draft.symptom.trim() === '' && draft.patterns.trim() === '';
  return {
    ...(draft.title.trim() === '' ? { title: 'Say in a few words what it is about' } : {}),
    ...(isVague ? { symptom: 'Say what the failure looks like, here or as a pattern' } : {}),
  };
}

/** The fields in which two drafts differ. */
export const differences = (left: Draft, right: Draft): readonly (keyof Draft)[] =>
  (Object.keys(fieldWords) as (keyof Draft)[]).filter((field) => left[field] !== right[field]);
