import { knowledgeStateWords } from '../../../lib/knowledge-words.ts';
import type { KnowledgeState } from '../../../lib/learning-contract.ts';

/** What the list is narrowed to, as the address has it. `q` asks for what is like a text. */
export interface KnowledgeFilters {
  readonly q?: string | undefined;
  readonly collection?: string | undefined;
  readonly category?: string | undefined;
  readonly tag?: string | undefined;
  readonly state?: KnowledgeState | undefined;
}

export interface Chip {
  readonly field: 'collection' | 'category' | 'tag' | 'state';
  readonly value: string;
  readonly label: string;
}

const labels: Readonly<Record<Chip['field'], (value: string) => string>> = {
  collection: (value) => `Collection ${value}`,
  category: (value) => `Category ${value}`,
  tag: (value) => `Tag ${value}`,
  state: (value) => knowledgeStateWords[value as KnowledgeState] ?? value,
};

/** The filters that are on; a search by text knows only collections. */
export const chipsOf = (filters: KnowledgeFilters): readonly Chip[] =>
  (['collection', 'category', 'tag', 'state'] as const).flatMap((field) => {
    const value = filters[field];
    const isUsed = value !== undefined && (filters.q === undefined || field === 'collection');
    return isUsed ? [{ field, value, label: labels[field](value) }] : [];
  });
