import type { JobProfile, Parameters, RunIdentity, RunState } from '../domain/jobs/types.ts';
import type { JobError } from '../domain/reports/types.ts';
import { redact } from '../domain/text/redact.ts';

/** What a connector can do. Nothing is assumed that is not declared here. */
export interface Capabilities {
  /** Can list runs that ended since a cursor, so that the sweep finds failures by itself. */
  readonly listsRuns: boolean;
  /** Can answer what became of a run. */
  readonly readsRuns: boolean;
  readonly submits: boolean;
  /** A second submission with the same key returns the first run: resending after a lost reply is safe. */
  readonly submitIsIdempotent: boolean;
  /** Can find a submission by its key after a lost reply. */
  readonly findsSubmissions: boolean;
  readonly cancels: boolean;
  /** Runs carry a repair, clear or retry number of the platform's own. Where false, the try is always 0. */
  readonly hasTries: boolean;
  /** What of a failed run a resubmission does again. */
  readonly reruns: 'run' | 'failed-tasks';
  /** What a resubmission may change. */
  readonly changes: readonly ('parameters' | 'resources')[];
}

/** How an action of a platform stays exactly once; shown to people beside its state. */
export interface ActionGuarantee {
  /** The platform's own name of the call, e.g. `run-now`. */
  readonly action: string;
  /** What makes a repeated call the same one. */
  readonly key: string;
  /** How an earlier call is found after its reply was lost. */
  readonly lookUp: string;
  /** How it is taken back. */
  readonly compensation: string;
}

/** Something about the connection that a person should put right, in words. */
export interface ConnectionFinding {
  readonly level: 'error' | 'warning';
  readonly message: string;
}

/** The platform's own account of one run. Text is raw: whoever stores it bounds and redacts it first. */
export interface RunReport extends RunIdentity {
  readonly state: RunState;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The platform's structured reason, e.g. `time-limit`. */
  readonly reason: string | null;
  readonly errorText: string;
  /** The errors of `errorText` one by one, where the platform tells of several in a run. */
  readonly errors?: readonly JobError[];
  readonly logTail: string;
  readonly parameters: Parameters;
  /** Idempotency key of the submission when the run is ours, else null. */
  readonly submissionKey: string | null;
  /** Address of the run for people, when the platform has one. */
  readonly url: string | null;
}

/** A line of the run list: enough to tell a failure from a success, no texts. */
export type RunSummary = Pick<RunReport, 'platform' | 'jobKey' | 'runKey' | 'try' | 'state' | 'startedAt' | 'finishedAt' | 'submissionKey'>;

export interface Submission {
  readonly jobKey: string;
  readonly parameters: Parameters;
  /** At most 64 characters; the same key never starts a second run. */
  readonly key: string;
  /** The failed run that is done again; absent when a run is started for itself. */
  readonly failedRun?: RunIdentity;
}

/** What names a submission after its parameters are forgotten. */
export type SubmissionRef = Omit<Submission, 'parameters'>;

export interface RunPage {
  readonly runs: readonly RunSummary[];
  /** Pass to the next call; never moves past a run that was not returned. */
  readonly cursor: string;
  readonly more: boolean;
}

/** A task of a run; of a mapped task one of its instances, or all where none is named. */
export interface TaskAddress {
  readonly jobKey: string;
  readonly runKey: string;
  readonly task: string;
  readonly mapIndex: number | null;
}

/** Tasks of a run that can be done again one by one. */
export interface TaskRetries {
  /** How the task stands; every try and every clear changes it. @throws ConnectorError not-found; conflict while it waits or runs */
  stand(address: TaskAddress, signal?: AbortSignal): Promise<string>;
  /** Does this task alone again, once: nothing is done where it does not stand as it did, for then it was done already. */
  retry(address: TaskAddress & { readonly stand: string }, signal?: AbortSignal): Promise<void>;
}

/** One outside system that runs jobs. A connector throws `ConnectorError` and nothing else. */
export interface Connector {
  /** Name in the configuration; unique in the installation, e.g. `local`. */
  readonly platform: string;
  readonly capabilities: Capabilities;
  /** One line for every action that changes something at the platform. */
  readonly guarantees: readonly ActionGuarantee[];
  /** Whether this job can be started; where it is not said, every job of a platform that submits can. */
  submitsJob?(jobKey: string): boolean;
  /** The jobs that the platform declares. */
  listJobs(signal?: AbortSignal): Promise<readonly JobProfile[]>;
  /** Runs that ended after `cursor`, oldest first; at the first call (null) those that ended since `since` (ISO time). */
  listEndedRuns(input: { readonly cursor: string | null; readonly since: string }, signal?: AbortSignal): Promise<RunPage>;
  /** The truth about one run; null when the platform does not know it. */
  readRun(run: RunIdentity, signal?: AbortSignal): Promise<RunReport | null>;
  /** Earlier ended runs of a job, newest first, at most `limit`. */
  readHistory(jobKey: string, limit: number, signal?: AbortSignal): Promise<readonly RunSummary[]>;
  /**
   * The run that a key will start, where the platform lets us name it: its failure is then ours even if it is reported before our own call
   * returned. A connector without it lists again what a sweep held back, when it is asked from the same cursor.
   */
  expectedRun?(submission: SubmissionRef): RunIdentity;
  /** Starts a run, or returns the run that the key already started. */
  submit(submission: Submission, signal?: AbortSignal): Promise<RunIdentity>;
  /** The run that a key started, or null when there is certainly none. */
  findSubmission(submission: SubmissionRef, signal?: AbortSignal): Promise<RunIdentity | null>;
  /**
   * Puts back what an interrupted submission left changed at the platform, among what the last `listJobs` saw. Safe at any time: a submission
   * that goes on afterwards changes it anew. @returns the jobs that were put back
   */
  restoreChanges?(signal?: AbortSignal): Promise<readonly string[]>;
  /** Absent where tasks cannot be done again by themselves. */
  readonly taskRetries?: TaskRetries;
  cancel(run: RunIdentity, signal?: AbortSignal): Promise<void>;
  /** Looks whether address, credentials and rights are what they have to be; empty when they are. Never throws. */
  check(signal?: AbortSignal): Promise<readonly ConnectionFinding[]>;
}

export const connectorErrorKinds = [
  'unreachable',
  'unavailable',
  'rate-limited',
  'denied',
  'not-found',
  'invalid',
  'conflict',
  'unknown-outcome',
] as const;
export type ConnectorErrorKind = (typeof connectorErrorKinds)[number];

/**
 * The only error a connector throws. `unknown-outcome` means the call may have taken effect and its reply was lost;
 * `unreachable`, `unavailable` and `rate-limited` may be tried again; the rest are final.
 */
export class ConnectorError extends Error {
  readonly kind: ConnectorErrorKind;
  readonly retryAfterMs: number | null;
  constructor(kind: ConnectorErrorKind, message: string, options: { readonly cause?: unknown; readonly retryAfterMs?: number } = {}) {
    super(redact(message), { cause: options.cause });
    this.name = 'ConnectorError';
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
