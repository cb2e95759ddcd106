import { compilePattern } from '../../domain/diagnosis/compile-pattern.ts';
import type { Embedder } from '../../domain/knowledge/embedder.ts';
import { type Candidate, type KnowledgeQuestion, rankCandidates } from '../../domain/knowledge/score.ts';
import { askedTerms } from '../../domain/knowledge/search-terms.ts';
import type { KnowledgeState, ScoredEntry } from '../../domain/knowledge/types.ts';
import type { Tx } from '../tx.ts';
import { type CandidateRow, findCandidates } from './find-candidates.ts';
import { readGeneration } from './generation.ts';
import { toEntry } from './rows.ts';

export interface SearchOptions {
  readonly states: readonly KnowledgeState[];
  readonly collection: string | null;
  readonly limit: number;
}

export interface SearchResult {
  readonly items: readonly ScoredEntry[];
  /** Answered from memory. */
  readonly cached: boolean;
}

/** Finds entries, and remembers answers until a write of any process makes them stale. One per process. */
export interface KnowledgeSearch {
  readonly embedder: Embedder;
  /** Must be called before the transaction in which `search` asks, where an endpoint makes the vectors; nobody waits for it inside one. */
  prepare(text: string): Promise<void>;
  search(tx: Tx, question: KnowledgeQuestion, options: SearchOptions): Promise<SearchResult>;
  /** Answers from memory and from the database since the start. */
  stats(): { readonly hits: number; readonly misses: number };
}

/** Longest text that is searched by; errors say what they are early. */
export const longestQuestion = 4_000;
/** Patterns cost more than vectors: only the best candidates' ones are tried. */
const mostPatternChecks = 20;
const remembered = 1_000;

/** Compiled once a process. Stored patterns were checked before; one that does not compile any more fits nothing. */
const patterns = new Map<string, { test(text: string): boolean }>();
function patternOf(pattern: string): { test(text: string): boolean } {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  if (patterns.size > 20_000) patterns.clear();
  const compiled = compiledOrNothing(pattern);
  patterns.set(pattern, compiled);
  return compiled;
}

function compiledOrNothing(pattern: string): { test(text: string): boolean } {
  try {
    const compiled = compilePattern(pattern);
    return { test: (text) => compiled.matcher(text).find() };
  } catch {
    return { test: () => false };
  }
}

const toCandidate = (row: CandidateRow, index: number, text: string): Candidate => ({
  entry: toEntry(row),
  similarity: row.similarity === null ? null : Number(row.similarity),
  vectorPlace: row.vector_place === null ? null : Number(row.vector_place),
  textPlace: row.text_place === null ? null : Number(row.text_place),
  patternFits: index < mostPatternChecks && row.patterns.some((pattern) => patternOf(pattern).test(text)),
});

interface Remembered {
  readonly generation: number;
  /** Found by nearness too; for want of a vector an answer is found by words alone. */
  readonly byVector: boolean;
  readonly items: readonly ScoredEntry[];
}

export function createKnowledgeSearch(embedder: Embedder, now: () => Date): KnowledgeSearch {
  const answers = new Map<string, Remembered>();
  /** Entries of each tenant when it was asked last. */
  const sizes = new Map<string, number>();
  const counts = { hits: 0, misses: 0 };
  const remember = (key: string, answer: Remembered) => {
    answers.delete(key);
    answers.set(key, answer);
    const oldest = answers.keys().next().value;
    if (answers.size > remembered && oldest !== undefined) answers.delete(oldest);
  };
  return {
    embedder,
    prepare: (text) => embedder.prepare([text.slice(0, longestQuestion)]),
    stats: () => ({ ...counts }),
    search: async (tx, asked, options) => {
      const question = { ...asked, text: asked.text.slice(0, longestQuestion) };
      const key = JSON.stringify([tx.tenant, question, options]);
      const known = answers.get(key);
      const asGood = known !== undefined && (known.byVector || embedder.vectorOf(question.text) === null);
      if (asGood && (await readGeneration(tx)) === known.generation) {
        counts.hits++;
        return { items: known.items, cached: true };
      }
      const vector = embedder.vectorOf(question.text);
      const expected = sizes.get(tx.tenant) ?? 0;
      const words = askedTerms(question.text);
      const search = { vector, model: embedder.model, words, entries: expected, ...options };
      const { generation, entries, rows } = await findCandidates(tx, search);
      sizes.set(tx.tenant, entries);
      counts.misses++;
      const items = rankCandidates(
        rows.map((row, index) => toCandidate(row, index, question.text)),
        question,
        now(),
        options.limit,
      );
      remember(key, { generation, byVector: vector !== null, items });
      return { items, cached: false };
    },
  };
}
