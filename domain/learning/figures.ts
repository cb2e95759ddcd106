import type { Action, Cause, DiagnosisMethod } from '../incidents/vocabulary.ts';

/** What later turned out about a diagnosis or a decision; null while nobody and nothing has said. */
export type Judgement = 'right' | 'wrong' | null;

/** How often an action was decided for a cause, and what came of it. */
export interface DecisionCount {
  readonly action: Action;
  readonly cause: Cause;
  readonly judgement: Judgement;
  readonly count: number;
}

/** How often a cause was diagnosed by a method at a confidence, and what came of it. `tenth` is 0 for confidences below 0.1, up to 9. */
export interface DiagnosisCount {
  readonly cause: Cause;
  readonly method: DiagnosisMethod;
  readonly tenth: number;
  readonly judgement: Judgement;
  readonly count: number;
  readonly confidenceSum: number;
}

/** What came of resubmissions that have ended. */
export interface OutcomeCount {
  readonly action: Action;
  readonly outcome: 'green' | 'red' | 'lost';
  readonly count: number;
}

/** What people made of a diagnosis and its action. */
export interface CorrectionCount {
  readonly cause: Cause;
  readonly action: Action;
  readonly actionAfter: Action;
  readonly count: number;
}

export interface CaseCounts {
  readonly opened: number;
  readonly falsePositives: number;
  readonly closed: number;
  readonly resolved: number;
  /** Resolved, and nobody moved in the case. */
  readonly resolvedAlone: number;
  /** Closed, and somebody moved in the case. */
  readonly closedWithPerson: number;
  /** Somebody judged the case; comments do not count. */
  readonly withFeedback: number;
}

/** What was learned, and what is known. A pattern is a rule of the tenant, a knowledge entry that is in use, or a confirmed verdict. */
export interface PatternCounts {
  readonly newRules: number;
  readonly newKnowledge: number;
  readonly newConfirmed: number;
  /** Entries in use at the beginning and at the end of the window. */
  readonly knowledgeBefore: number;
  readonly knowledgeAfter: number;
  /** Causes that patterns are known for. */
  readonly causes: number;
  /** Times the confidence of an entry was raised. */
  readonly entriesRaised: number;
  /** Failures that came back and were diagnosed with more confidence than at first, of those that came back. */
  readonly confidenceRaised: number;
  readonly cameBack: number;
  /** Rules, entries and verdicts that decided a diagnosis; those that fitted several kinds of failure; those of several applications. */
  readonly used: number;
  readonly generalised: number;
  readonly crossService: number;
}

/** Percentiles of a duration, seconds; null without a single one. */
export interface Percentiles {
  readonly count: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** The numbers that every figure of learning is made of: about the cases opened in the window, and what was learned in it. */
export interface LearningFigures {
  readonly since: string;
  readonly until: string;
  readonly days: number;
  readonly decisions: readonly DecisionCount[];
  readonly diagnoses: readonly DiagnosisCount[];
  readonly outcomes: readonly OutcomeCount[];
  readonly corrections: readonly CorrectionCount[];
  readonly cases: CaseCounts;
  readonly patterns: PatternCounts;
  /** From the end of the failed run to the case. */
  readonly timeToDetect: Percentiles;
  /** From the case to its resolution. */
  readonly timeToResolve: Percentiles;
}
