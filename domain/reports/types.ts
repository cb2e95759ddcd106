import type { Cause, DiagnosisMethod, Origin } from '../incidents/vocabulary.ts';

/** One error of a failed job, in the words of the job. */
export interface JobError {
  /** The step of the pipeline that failed. */
  readonly activity: string;
  readonly code: string | null;
  readonly message: string;
  /** Type of the exception, e.g. `ReadTimeout`. */
  readonly exception: string | null;
  readonly details: string | null;
}

/** One failed execution; it may hold several errors. */
export interface FailedJob<Failure extends JobError = JobError> {
  readonly jobId: string;
  readonly pipeline: string;
  readonly tenantId: string;
  /** ISO time. */
  readonly finishedAt: string;
  readonly errors: readonly Failure[];
}

/** What one error is, and how that was found out. */
export interface Classification {
  readonly category: Origin;
  readonly cause: Cause;
  /** 0 to 1. */
  readonly confidence: number;
  readonly method: DiagnosisMethod;
  /** Why; never empty. */
  readonly reasoning: string;
  /** What the category would be had no model been asked. */
  readonly categoryWithoutModel: Origin;
  /** How each stage of the ladder answered, one line a stage. */
  readonly trace: readonly string[];
}

export interface ClassifiedError extends JobError, Classification {}

/** The time a report is about, inclusive at both ends; ISO times. */
export interface Period {
  readonly since: string;
  readonly until: string;
}

/** How many of all, and which share in percent with one decimal. */
export interface Share {
  readonly count: number;
  readonly percent: number;
}

export interface Named extends Share {
  readonly name: string;
}

/** A failure report. Jobs and errors are counted apart; lists are ordered by count, largest first. */
export interface FailureSummary {
  readonly period: Period;
  readonly analysedAt: string;
  /** Whether a model was there to be asked where rules and knowledge could not tell, or had been asked in the cases. */
  readonly useLlm: boolean;
  readonly totalJobs: number;
  readonly totalErrors: number;
  /** Errors by category. */
  readonly byCategory: readonly Named[];
  /** Errors by how they were classified. */
  readonly byMethod: readonly Named[];
  /** Errors that stay UNKNOWN, beside what it would be without a model. */
  readonly unknown: Share & { readonly withoutModel: Share };
  /** Failed jobs, not errors. */
  readonly jobsByTenant: readonly Named[];
  readonly jobsByPipeline: readonly Named[];
  /** Newest first. */
  readonly jobs: readonly FailedJob<ClassifiedError>[];
}
