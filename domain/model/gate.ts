import type { ModelMode } from '../diagnosis/model-turn.ts';
import type { DiagnosisInput, StageVerdict } from '../diagnosis/types.ts';
import type { Actor } from '../people/actor.ts';
import type { ModelOutcome, ModelUsage } from './types.ts';

/** A model that is switched on, as people may know it. */
export interface ModelAbout {
  readonly provider: string;
  readonly model: string;
  /** Models that are listed for a single question. */
  readonly models: readonly string[];
  readonly mode: ModelMode;
  /** Host and port that questions go to. */
  readonly host: string;
  readonly timeoutSeconds: number;
  /** Per tenant and UTC day; null means no limit. */
  readonly dailyTokens: number | null;
  readonly dailyCost: number | null;
}

/** Whether the endpoint takes the configured credential. */
export interface CredentialCheck {
  readonly ok: boolean;
  readonly message: string;
  /** How the credential or token begins, and how long it is; never more. */
  readonly credential: string | null;
}

/** Whether the model answers. */
export interface AnswerCheck {
  readonly ok: boolean;
  readonly outcome: ModelOutcome;
  readonly message: string;
  readonly answer: string | null;
  readonly usage: ModelUsage;
}

/** Another model or address for one question; only administrators may ask so. */
export interface ModelOverride {
  readonly model?: string | undefined;
  readonly url?: string | undefined;
}

export interface ModelCaller {
  readonly tenant: string;
  readonly actor: Actor;
}

/** Asks about one text that is bounded and redacted already. Never throws: a model that cannot answer is a `failed` verdict. */
export type AskModelAboutText = (caller: ModelCaller, input: DiagnosisInput, override?: ModelOverride) => Promise<StageVerdict>;

/** The model as programs outside of a case reach it. */
export interface ModelGate {
  /** Null where none is switched on. */
  readonly about: ModelAbout | null;
  checkCredential(): Promise<CredentialCheck>;
  checkAnswer(caller: ModelCaller): Promise<AnswerCheck>;
  readonly askAboutText: AskModelAboutText;
  /** Why an override is not possible; null when it is. */
  overrideProblem(override: ModelOverride): { readonly field: 'model' | 'url'; readonly problem: string } | null;
}
