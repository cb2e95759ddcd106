import type { Action, Cause, Origin } from '../incidents/vocabulary.ts';
import { emptyContent } from './clean-content.ts';
import { collections, type KnowledgeContent } from './types.ts';

/** How far a person's own words are trusted on failures that only resemble the corrected one. */
const exampleConfidence = 0.9;

/** What an entry says that keeps a failure which a person has put right. */
export const contentOfExample = (example: {
  readonly symptom: string;
  readonly cause: Cause;
  readonly origin: Origin;
  readonly action: Action;
  readonly reason: string;
  readonly service: string | null;
}): KnowledgeContent => ({
  ...emptyContent,
  title: `${example.cause}: ${example.symptom.split('\n')[0] ?? ''}`,
  symptom: example.symptom,
  explanation: example.reason,
  collection: collections.corrections,
  confidence: exampleConfidence,
  service: example.service,
  ...{ cause: example.cause, origin: example.origin, action: example.action },
});
