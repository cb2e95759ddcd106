import { compilePattern } from '../diagnosis/compile-pattern.ts';
import type { NormalisedEvidence } from '../diagnosis/normalise.ts';
import type { DiagnosisInput, StageVerdict } from '../diagnosis/types.ts';
import { cosine, embed } from '../knowledge/embed.ts';
import { questionText } from '../knowledge/question-text.ts';
import { type Candidate, rankCandidates } from '../knowledge/score.ts';
import { meaningOf } from '../knowledge/search-terms.ts';
import type { KnowledgeContent, KnowledgeEntry } from '../knowledge/types.ts';
import { consultedEntries, knowledgeVerdict } from '../knowledge/verdict.ts';

/** Nearest entries that go on to scoring: as in the store. */
const nearest = 50;
/** Entries of an evaluation have no age: all were changed at the moment at which they are asked. */
const epoch = new Date(0);

interface Remembered {
  readonly entries: readonly { readonly entry: KnowledgeEntry; readonly patterns: readonly ReturnType<typeof compilePattern>[] }[];
  /** Vectors of unit length, one behind the other: read in one go. */
  readonly vectors: Float32Array;
}

function remember(entries: readonly KnowledgeEntry[]): Remembered {
  const vectors = entries.map((entry) => embed(meaningOf(entry)));
  const size = vectors[0]?.length ?? 0;
  const together = new Float32Array(size * entries.length);
  for (const [index, vector] of vectors.entries()) together.set(vector, index * size);
  return { entries: entries.map((entry) => ({ entry, patterns: entry.patterns.map(compilePattern) })), vectors: together };
}

/** The cosine of the asked vector with each of the remembered ones. */
function similaritiesTo(vectors: Float32Array, asked: Float32Array): Float32Array {
  const size = asked.length;
  return Float32Array.from({ length: vectors.length / size }, (_, row) => cosine(vectors.subarray(row * size, (row + 1) * size), asked));
}

/** Entries in memory, asked by the same pure code as those of the database, without its full-text search. */
export interface MemoryKnowledge {
  verdict(input: DiagnosisInput, evidence: NormalisedEvidence, fingerprint: string): StageVerdict;
}

/** An active entry of the given content that nobody has used yet. */
export const freshEntry = (id: string, content: KnowledgeContent, fingerprint: string | null): KnowledgeEntry => ({
  ...content,
  ...{ id, fingerprint, state: 'active', provenance: 'person', author: 'Evaluation', editedBy: null, sourceIncidentId: null },
  ...{ uses: 0, successes: 0, failures: 0, resolutionSeconds: null, lastUsedAt: null, version: 1 },
  ...{ createdAt: epoch.toISOString(), updatedAt: epoch.toISOString() },
});

/** Places of the largest values, largest first. */
function largest(values: Float32Array, count: number): readonly number[] {
  const threshold = values.toSorted().at(-Math.min(count, values.length)) ?? 0;
  const places: number[] = [];
  values.forEach((value, place) => {
    if (value >= threshold) places.push(place);
  });
  return places.toSorted((left, right) => (values[right] ?? 0) - (values[left] ?? 0)).slice(0, count);
}

function nearestOf({ entries, vectors }: Remembered, asked: Float32Array, text: string): readonly Candidate[] {
  const similarities = similaritiesTo(vectors, asked);
  return largest(similarities, nearest).flatMap((place, rank): Candidate[] => {
    const one = entries[place];
    if (one === undefined) return [];
    const patternFits = one.patterns.some((pattern) => pattern.matcher(text).find());
    return [{ entry: one.entry, similarity: similarities[place] ?? 0, vectorPlace: rank + 1, textPlace: null, patternFits }];
  });
}

export function createMemoryKnowledge(entries: readonly KnowledgeEntry[]): MemoryKnowledge {
  const known = remember(entries);
  return {
    verdict(input, evidence, fingerprint) {
      const text = questionText(input, evidence);
      const candidates = nearestOf(known, embed(text), text);
      const found = rankCandidates(candidates, { text, service: null, severity: null }, epoch, consultedEntries);
      return knowledgeVerdict(found, fingerprint, evidence.rootLine === '' ? [] : [evidence.rootLine.slice(0, 1_000)]);
    },
  };
}
