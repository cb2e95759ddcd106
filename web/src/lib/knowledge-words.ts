import type { KnowledgeParts, KnowledgeProvenance, KnowledgeState } from './learning-contract.ts';
import type { Tone } from './words.ts';

/** The words of the knowledge base. */
export const knowledgeStateWords: Readonly<Record<KnowledgeState, string>> = {
  candidate: 'Waits for you',
  active: 'In use',
  retired: 'Retired',
};
export const knowledgeTones: Readonly<Record<KnowledgeState, Tone>> = { candidate: 'accent', active: 'resolved', retired: 'quiet' };

export const provenanceWords: Readonly<Record<KnowledgeProvenance, string>> = {
  person: 'Taught by a person',
  incident: 'Kept from a resolved case',
  import: 'Imported',
  builtin: 'Came with Nightshift',
  model: 'Written by the model',
};

/** What a hit's score is made of, the weightiest first. */
export const partWords: Readonly<Record<keyof KnowledgeParts, { readonly word: string; readonly about: string }>> = {
  similarity: { word: 'Meaning', about: 'How near the texts are in meaning' },
  fusion: { word: 'Words', about: 'How high it ranks by words and meaning together' },
  pattern: { word: 'Pattern', about: 'One of its patterns fits the text' },
  tags: { word: 'Tags', about: 'Tags in common' },
  service: { word: 'Service', about: 'The same service' },
  severity: { word: 'Severity', about: 'The same severity' },
  recency: { word: 'Recent', about: 'How lately it was used' },
  success: { word: 'Success', about: 'How often its solution worked, with few outcomes counting less' },
};
