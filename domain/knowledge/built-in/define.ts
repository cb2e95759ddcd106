import type { Action, Cause, Origin, Severity } from '../../incidents/vocabulary.ts';

/** An entry that every installation starts with. Its slug is part of its id and never changes. */
export interface BuiltInEntry {
  readonly slug: string;
  readonly title: string;
  readonly category: string;
  readonly symptom: string;
  readonly explanation: string;
  readonly solution: string;
  readonly cause: Cause;
  readonly origin?: Origin;
  readonly action?: Action;
  readonly severity?: Severity;
  readonly tags: readonly string[];
  readonly patterns?: readonly string[];
  /** Slug of a more general entry. */
  readonly parent?: string;
}

/** General advice has not been tried here: it is proposed to a person rather than acted on, until outcomes have raised it. */
export const builtInConfidence = 0.7;

/** The id of a built-in entry, the same in every tenant. */
export const builtInId = (slug: string): string => `kb_builtin_${slug}`;
