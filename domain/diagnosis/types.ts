import type { Action, Cause, DiagnosisMethod, Origin, Severity } from '../incidents/vocabulary.ts';

/** What the ladder reads. Text is already bounded and redacted. */
export interface DiagnosisInput {
  readonly platform: string;
  /** The error message or failure reason; may be empty. */
  readonly errorText: string;
  /** The end of the log; may be empty. */
  readonly logTail: string;
  /** Exit code of the job's process, where the platform tells one. */
  readonly exitCode: number | null;
  /** Signal that ended the process, e.g. `SIGKILL`. */
  readonly signal: string | null;
  /** The platform's own structured reason, e.g. `time-limit`, `memory-limit`, `RUN_EXECUTION_ERROR`. */
  readonly platformReason: string | null;
}

export const ladderStages = ['confirmed', 'rules', 'knowledge', 'wording', 'model'] as const;
export type LadderStage = (typeof ladderStages)[number];

/** The verdict of one stage of the ladder, kept beside the merged one. */
export interface StageVerdict {
  readonly stage: LadderStage;
  readonly outcome: 'answered' | 'abstained' | 'skipped' | 'failed';
  readonly cause: Cause;
  readonly origin: Origin;
  readonly action: Action | null;
  readonly severity: Severity;
  readonly confidence: number;
  /** Rule id, knowledge entry id, model name, or incident id of the confirmed verdict. */
  readonly source: string | null;
  readonly reason: string;
  /** Lines of the evidence that the verdict rests on, verbatim. */
  readonly quotes: readonly string[];
}

/** The merged verdict on one round's evidence. */
export interface Diagnosis {
  readonly cause: Cause;
  readonly origin: Origin;
  readonly severity: Severity;
  /** One sentence a person can act on. */
  readonly rootCause: string;
  readonly quotes: readonly string[];
  /** 0 to 1, calibrated where there is a fit for the method. */
  readonly confidence: number;
  /** As the stages merged it, before calibration; absent in diagnoses of earlier versions. */
  readonly rawConfidence?: number;
  readonly method: DiagnosisMethod;
  /** The action that fits before policy. */
  readonly proposedAction: Action;
  /** Delay that the failed party asked for (`Retry-After`), milliseconds. */
  readonly retryAfterMs: number | null;
  /** Hash of the masked, normalised root error; hex, 32 characters. */
  readonly fingerprint: string;
  readonly rootLine: string;
  readonly stages: readonly StageVerdict[];
  /** The stage whose verdict it is; absent where none could tell, and in diagnoses of earlier versions. */
  readonly decidedBy?: LadderStage;
  /** Values that the model proposes for tunables of the job, inside their bounds; the parameter ladder may take them. */
  readonly proposedParameters?: Readonly<Record<string, number>>;
}

/** A regex with a verdict. Built-in rules are files of this folder; tenants add their own. */
export interface Rule {
  readonly id: string;
  /** RE2 syntax, always matched ignoring case. */
  readonly pattern: string;
  readonly cause: Cause;
  readonly origin: Origin;
  readonly severity: Severity;
  readonly action: Action;
  /** 0 to 1, raw. */
  readonly confidence: number;
  /** What kind of evidence the pattern is; a lower rank wins over a higher one. */
  readonly kind: 'phrase' | 'exception' | 'code' | 'keyword';
  /** Breaks ties inside a kind; higher wins. Default 0. */
  readonly priority?: number;
  /** Only for these platforms or engines; absent means all. */
  readonly platforms?: readonly string[];
  /** Somebody here wrote it so: words do not shake it. */
  readonly isTenants?: true;
  /** The action helps only if the limit is the job's own, which the text does not tell: it is never done without asking. */
  readonly asksFirst?: true;
  /** Sentence for people: what this failure is. */
  readonly title: string;
  /** What to do about it, for the owner's mail. */
  readonly advice?: string;
}

/** What a person or an outcome settled for a fingerprint earlier. */
export interface ConfirmedVerdict {
  readonly fingerprint: string;
  readonly cause: Cause;
  readonly origin: Origin;
  readonly action: Action;
  readonly by: 'human' | 'outcome';
  readonly incidentId: string;
  readonly reason: string;
}
