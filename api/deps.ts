import type { Logger } from 'pino';
import type { Severity } from '../domain/incidents/vocabulary.ts';
import type { AskModelAboutText, ModelGate } from '../domain/model/gate.ts';
import type { SettleResult } from '../domain/people/moves.ts';
import type { Policy } from '../domain/policy/types.ts';
import type { KnowledgeSearch } from '../store/knowledge/search.ts';
import type { Message } from '../store/messages.ts';
import type { MatcherFor } from '../store/rule-matchers.ts';
import type { Transact } from '../store/tx.ts';
import type { ImportInput, StartRunInput, TaskRetryInput } from '../workflows/contract.ts';

/** A case to start a workflow for. */
export interface IncidentStart {
  readonly tenantId: string;
  readonly incidentId: string;
  readonly generation: number;
  readonly round: number;
  readonly revision: number;
  readonly standBy: boolean;
  readonly application: string;
  readonly severity: Severity;
}

/** State of a part of the installation. */
export interface ComponentHealth {
  readonly state: 'ok' | 'down' | 'off';
  readonly message: string | null;
}

/** A schedule as people see it. */
export interface ScheduleState {
  readonly id: string;
  readonly paused: boolean;
  /** The next times, soonest first. */
  readonly upcoming: readonly string[];
  readonly lastAt: string | null;
}

/** The little that the API wants from Temporal. */
export interface TemporalGate {
  startIncident(incident: IncidentStart): Promise<void>;
  /** Hands a kept move to its case. `pending`: nobody answered in time, and the steward delivers it later. */
  deliver(tenantId: string, message: Message): Promise<SettleResult | 'pending'>;
  /** Starts a job's run through its workflow. @throws AppError unavailable */
  startRun(input: StartRunInput & { readonly key: string }): Promise<{ readonly workflowId: string }>;
  /** Does one task of a run again. @throws AppError unavailable */
  startTaskRetry(input: TaskRetryInput): Promise<{ readonly workflowId: string }>;
  /** Sweeps a platform now. @throws AppError unavailable */
  startSweep(input: { readonly tenantId: string; readonly platform: string }): Promise<{ readonly workflowId: string }>;
  /** Looks at the connection to a platform. @throws AppError unavailable */
  startCheck(input: { readonly tenantId: string; readonly platform: string }): Promise<{ readonly workflowId: string }>;
  /** Looks through the runs of a range of time. @throws AppError unavailable */
  startImport(input: ImportInput): Promise<{ readonly workflowId: string }>;
  /** A schedule and when it starts its workflow; null when it is not there. @throws AppError unavailable */
  readSchedule(scheduleId: string): Promise<ScheduleState | null>;
  /** Starts a schedule's workflow now. @throws AppError unavailable, not-found */
  triggerSchedule(scheduleId: string): Promise<void>;
  /** Length of a workflow's history; null when Temporal does not hold it any more or does not answer soon. */
  historyLength(workflowId: string): Promise<number | null>;
  health(): Promise<{ readonly temporal: ComponentHealth; readonly worker: ComponentHealth }>;
}

export interface ApiSettings {
  /** `local`: whoever sits at this machine is signed in as its admin. `keys`: nobody without a key. */
  readonly access: 'local' | 'keys';
  /** Address of the web UI, without a slash at the end. */
  readonly publicUrl: string;
  readonly webhookPlatform: string;
  readonly webhookSecrets: readonly string[];
  readonly triggerRatePerMinute: number;
  readonly requestRatePerMinute: number;
  /** Values that must never be stored. */
  readonly secrets: readonly string[];
  readonly mailCatcherUrl: string | null;
  readonly temporalUiUrl: string | null;
  readonly temporalNamespace: string;
  /** Folder of the built web app. */
  readonly webDirectory: string;
  readonly version: string;
}

/** Everything the API reaches outside of itself. Built once, in `server.ts`; tests pass their own. */
export interface ApiDeps {
  readonly transact: Transact;
  readonly temporal: TemporalGate;
  /** Whether mail can go out. */
  readonly mailHealth: () => Promise<ComponentHealth>;
  /** Matcher over the rules that hold for the transaction's tenant right now. */
  readonly matcherFor: MatcherFor;
  /** The language model, switched on or not: its state, its self-checks, and questions to an address of one's own. */
  readonly model: ModelGate;
  /** Absent when no model is switched on. */
  readonly askModel?: AskModelAboutText;
  /** Finds knowledge entries and remembers what it found. */
  readonly knowledge: KnowledgeSearch;
  /** The policy where nobody set anything else. */
  readonly basePolicy: Policy;
  readonly settings: ApiSettings;
  readonly log: Logger;
  readonly now: () => Date;
}
