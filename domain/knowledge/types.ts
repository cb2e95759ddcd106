import type { Action, Cause, Origin, Severity } from '../incidents/vocabulary.ts';

/** Candidates are quarantined: they are shown, and no verdict rests on them until a person or an outcome has confirmed them. */
export const knowledgeStates = ['candidate', 'active', 'retired'] as const;
export type KnowledgeState = (typeof knowledgeStates)[number];

/** Where an entry comes from. */
export const provenances = ['person', 'incident', 'import', 'builtin', 'model'] as const;
export type Provenance = (typeof provenances)[number];

/** Collections that the product itself writes to; people may name others. */
export const collections = {
  solutions: 'solutions',
  corrections: 'corrections',
  incidents: 'incidents',
  history: 'history',
  builtin: 'builtin',
} as const;

/** What a person, an import or the product says in an entry. Texts are bounded and redacted by whoever stores it. */
export interface KnowledgeContent {
  readonly title: string;
  /** What the failure looks like; this and the patterns are what searches meet. */
  readonly symptom: string;
  readonly explanation: string;
  readonly solution: string;
  readonly collection: string;
  readonly category: string | null;
  readonly tags: readonly string[];
  /** RE2 syntax, matched ignoring case. */
  readonly patterns: readonly string[];
  /** Without a cause an entry informs people and gives no verdict. */
  readonly cause: Cause | null;
  readonly origin: Origin | null;
  readonly action: Action | null;
  readonly severity: Severity | null;
  /** The service or job that it was learned on. */
  readonly service: string | null;
  /** 0 to 1; moves with outcomes. */
  readonly confidence: number;
  /** A more general entry that this one is a case of. */
  readonly parentId: string | null;
}

/** An entry of the knowledge base with its record of success. Times are ISO 8601 UTC. */
export interface KnowledgeEntry extends KnowledgeContent {
  readonly id: string;
  readonly state: KnowledgeState;
  readonly provenance: Provenance;
  readonly author: string;
  /** Who changed it last; null while it is as its author left it. */
  readonly editedBy: string | null;
  readonly sourceIncidentId: string | null;
  readonly fingerprint: string | null;
  readonly uses: number;
  readonly successes: number;
  readonly failures: number;
  /** Mean time from use to success, seconds. */
  readonly resolutionSeconds: number | null;
  readonly lastUsedAt: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The parts of a search score, each from 0 to 1 unless it says otherwise. */
export interface ScoreParts {
  /** Nearness of meaning. */
  readonly similarity: number;
  /** Reciprocal rank fusion of vector, full text and patterns, as a share of the best possible. */
  readonly fusion: number;
  /** 1 when one of the entry's patterns fits. */
  readonly pattern: number;
  /** Share of the entry's tags that the question names. */
  readonly tags: number;
  /** 1 same service, -1 another one, 0 not known. */
  readonly service: number;
  /** 1 same severity, 0 another or not known. */
  readonly severity: number;
  readonly recency: number;
  /** Bayesian mean of the outcomes. */
  readonly success: number;
}

/** An entry that a search found. */
export interface ScoredEntry {
  readonly entry: KnowledgeEntry;
  /** 0 to 1. */
  readonly score: number;
  readonly parts: ScoreParts;
}
