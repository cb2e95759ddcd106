import type { Criticality } from '../incidents/vocabulary.ts';

/** A value that a job parameter may hold. */
export type ParameterValue = string | number | boolean;
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** Which cause a tunable helps against; the ladder of new parameters follows these. */
export const tunableHelps = ['RESOURCE', 'TIMEOUT', 'RATE_LIMIT', 'CONCURRENCY'] as const;

/**
 * A job parameter that Nightshift may change, inside its bounds.
 * `factor` is the growth per round of the ladder (default 2; below 1 shrinks, e.g. a batch size); `step` rounds the result.
 */
export interface Tunable {
  readonly name: string;
  readonly type: 'integer' | 'number';
  /** Unit for people, e.g. `MB` or `s`. */
  readonly unit: string | null;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly default: number;
  readonly factor: number;
  readonly helps: readonly (typeof tunableHelps)[number][];
}

/** An error that is meant to be: it leads to IGNORE. At least one of the two is set. */
export interface ExpectedError {
  readonly exitCode: number | null;
  /** RE2 pattern, matched ignoring case against the error text. */
  readonly pattern: string | null;
  readonly reason: string;
}

/** What Nightshift knows of a job, whichever platform runs it. */
export interface JobProfile {
  readonly platform: string;
  readonly jobKey: string;
  readonly name: string;
  readonly application: string;
  readonly owner: string | null;
  readonly criticality: Criticality;
  readonly expectedErrors: readonly ExpectedError[];
  readonly tunables: readonly Tunable[];
  /** Longest acceptable run, seconds; null when none is agreed. */
  readonly slaSeconds: number | null;
  /** Cron expression in UTC; null when the job is started by others. */
  readonly schedule: string | null;
  /** False when a rerun could do harm: a retry then always asks. */
  readonly idempotent: boolean;
}

/** One execution on its platform. `try` is the platform's own repair or clear number; null while it is not known. */
export interface RunIdentity {
  readonly platform: string;
  readonly jobKey: string;
  readonly runKey: string;
  readonly try: number | null;
}

export const runStates = ['queued', 'running', 'succeeded', 'failed', 'interrupted', 'lost'] as const;
/** `interrupted`: stopped by our own shutdown, not a failure. `lost`: the platform no longer knows how it ended. */
export type RunState = (typeof runStates)[number];
