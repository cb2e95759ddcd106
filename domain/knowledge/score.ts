import type { Severity } from '../incidents/vocabulary.ts';
import type { KnowledgeEntry, ScoredEntry, ScoreParts } from './types.ts';

/** The constant of reciprocal rank fusion (Cormack and others, 2009): ranks count, scores of different searches need no common scale. */
export const fusionConstant = 60;
/** 93.8 % of recurrences come within 20 days (Chen and others, "Automatic root cause analysis via large language models for cloud incidents", 2023). */
const recurrence = { share: 0.938, days: 20 } as const;
const decayPerDay = -Math.log(1 - recurrence.share) / recurrence.days;
const dayMs = 86_400_000;
/** So many outcomes does an entry's own confidence weigh in its Bayesian mean. */
const priorOutcomes = 4;
/** A pattern that fits tells as much as a near-identical text. */
const patternNearness = 0.9;
/** Below this nearness an entry is not about the same thing, and is not listed. */
export const listingFloor = 0.35;

/** What is asked: an error text, and what is known about where it comes from. */
export interface KnowledgeQuestion {
  readonly text: string;
  readonly service: string | null;
  readonly severity: Severity | null;
}

/** An entry that vector or full-text search came up with. Places count from 1. */
export interface Candidate {
  readonly entry: KnowledgeEntry;
  /** Cosine; null while the entry has no vector of the current embedder. */
  readonly similarity: number | null;
  readonly vectorPlace: number | null;
  readonly textPlace: number | null;
  readonly patternFits: boolean;
}

/** How likely the entry's solution works: its outcomes, and its own confidence as if it were four of them. */
export const successOf = ({ confidence, successes, failures }: Pick<KnowledgeEntry, 'confidence' | 'successes' | 'failures'>): number =>
  (confidence * priorOutcomes + successes) / (priorOutcomes + successes + failures);

/** How fresh an entry is: 1 when it was used or changed now, 0.06 after 20 days. */
export function recencyOf({ lastUsedAt, updatedAt }: Pick<KnowledgeEntry, 'lastUsedAt' | 'updatedAt'>, now: Date): number {
  const days = (now.getTime() - Date.parse(lastUsedAt ?? updatedAt)) / dayMs;
  return Math.exp(-decayPerDay * Math.max(0, days));
}

/** How near the entry is to the question, by meaning or by a pattern that fits. */
export const nearnessOf = ({ similarity, pattern }: Pick<ScoreParts, 'similarity' | 'pattern'>): number =>
  Math.max(similarity, pattern * patternNearness);

const rankShare = (place: number | null): number => (place === null ? 0 : 1 / (fusionConstant + place));
const bestFusion = 3 * rankShare(1);

function serviceMatch(asked: string | null, own: string | null): number {
  if (asked === null || own === null) return 0;
  const [left, right] = [asked.toLowerCase(), own.toLowerCase()];
  return left === right || left.includes(right) || right.includes(left) ? 1 : -1;
}

function tagShare(question: KnowledgeQuestion, { tags }: KnowledgeEntry): number {
  if (tags.length === 0) return 0;
  const text = `${question.text} ${question.service ?? ''}`.toLowerCase();
  return tags.filter((tag) => text.includes(tag.toLowerCase())).length / tags.length;
}

function partsOf(candidate: Candidate, patternPlace: number | null, question: KnowledgeQuestion, now: Date): ScoreParts {
  const { entry } = candidate;
  return {
    similarity: Math.max(0, Math.min(1, candidate.similarity ?? 0)),
    fusion: (rankShare(candidate.vectorPlace) + rankShare(candidate.textPlace) + rankShare(patternPlace)) / bestFusion,
    pattern: candidate.patternFits ? 1 : 0,
    tags: tagShare(question, entry),
    service: serviceMatch(question.service, entry.service),
    severity: question.severity !== null && entry.severity === question.severity ? 1 : 0,
    recency: recencyOf(entry, now),
    success: successOf(entry),
  };
}

/**
 * The score of an entry: nearness and fused ranks first; success, recency, service, tags and severity move it by bounded factors, so that an
 * unrelated entry never wins by its record. Between 0 and 1.
 */
export function scoreOf(parts: ScoreParts): number {
  const relevance = 0.85 * nearnessOf(parts) + 0.15 * parts.fusion;
  const context = 1 + 0.12 * parts.service + 0.06 * parts.tags + 0.03 * parts.severity;
  const record = (0.6 + 0.4 * parts.success) * (0.9 + 0.1 * parts.recency);
  return Math.max(0, Math.min(1, relevance * context * record));
}

/** Scores candidates and lists those near enough, best first. Found by words alone, without a vector, an entry stands on its fused ranks. */
export function rankCandidates(
  candidates: readonly Candidate[],
  question: KnowledgeQuestion,
  now: Date,
  limit: number,
): readonly ScoredEntry[] {
  const fitting = candidates.filter((candidate) => candidate.patternFits);
  return candidates
    .map((candidate) => {
      const patternPlace = candidate.patternFits ? fitting.indexOf(candidate) + 1 : null;
      const parts = partsOf(candidate, patternPlace, question, now);
      return {
        entry: candidate.entry,
        score: scoreOf(parts),
        parts,
        near: candidate.similarity === null || nearnessOf(parts) >= listingFloor,
      };
    })
    .filter(({ near }) => near)
    .sort((left, right) => right.score - left.score || left.entry.id.localeCompare(right.entry.id))
    .slice(0, limit)
    .map(({ entry, score, parts }) => ({ entry, score, parts }));
}
