import type { CorrectedExample, SimilarCase } from '../../domain/diagnosis/prompt.ts';
import { collections, type KnowledgeEntry, type ScoredEntry } from '../../domain/knowledge/types.ts';
import type { Tx } from '../tx.ts';
import type { KnowledgeSearch } from './search.ts';

const mostExamples = 3;
/** Nearer than this, a correction tells something of the failure. */
const exampleFloor = 0.3;

const asSimilar = ({ entry }: ScoredEntry): SimilarCase => ({
  title: entry.title,
  symptom: entry.symptom,
  cause: entry.cause,
  origin: entry.origin,
  action: entry.action,
  solution: entry.solution || entry.explanation,
  successes: entry.successes,
  failures: entry.failures,
});

const asExample = (entry: KnowledgeEntry): CorrectedExample => ({
  id: entry.id,
  text: entry.symptom,
  cause: entry.cause ?? 'UNKNOWN',
  origin: entry.origin ?? 'UNKNOWN',
  action: entry.action ?? 'SEND_EMAIL',
  reason: entry.explanation || entry.title,
});

/** People's corrections of failures like this one, as examples for a model. */
export async function readExamples(
  knowledge: KnowledgeSearch,
  tx: Tx,
  { text, service }: { readonly text: string; readonly service: string | null },
): Promise<readonly CorrectedExample[]> {
  const { items } = await knowledge.search(
    tx,
    { text, service, severity: null },
    { states: ['active'], collection: collections.corrections, limit: mostExamples },
  );
  return items.filter((item) => item.parts.similarity >= exampleFloor || item.parts.pattern === 1).map((item) => asExample(item.entry));
}

/** What else was found near a failure, as a model is told it; corrections are told as examples. */
export const similarCases = (found: readonly ScoredEntry[]): readonly SimilarCase[] =>
  found.filter(({ entry }) => entry.collection !== collections.corrections).map(asSimilar);
