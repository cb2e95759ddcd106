import { diagnose } from '../diagnosis/ladder.ts';
import type { RuleMatcher } from '../diagnosis/match-rules.ts';
import type { Diagnosis, DiagnosisInput, StageVerdict } from '../diagnosis/types.ts';
import { wordingOpinion } from '../diagnosis/wording/verdict.ts';
import type { Verdict } from './complete-correction.ts';

/** A diagnosed failure as it is stored, with what is known to be true of it. */
export interface StoredCase {
  readonly incidentId: string;
  readonly round: number;
  readonly job: string;
  readonly at: string;
  readonly input: DiagnosisInput;
  /** What the stages other than the rules said then; absent ones were not asked. */
  readonly knowledge: StageVerdict | null;
  readonly model: StageVerdict | null;
  /** What a person or an outcome settled; null where nobody knows. */
  readonly truth: (Verdict & { readonly by: 'human' | 'outcome' }) | null;
}

/** `better` and `worse` only where the truth is known. `other`: it changes, and nobody knows which is right. */
export type ReplayEffect = 'unchanged' | 'better' | 'worse' | 'other';

/** What a stored failure is judged by: rules, and what the knowledge base says; null when it is not asked. */
export interface ReplayKnowing {
  readonly matcher: RuleMatcher;
  readonly knowledge: StageVerdict | null;
}

/** As it is, and as it would be. */
export interface ReplayChange {
  readonly before: ReplayKnowing;
  readonly after: ReplayKnowing;
}

/** What the ladder as it would be says of a stored failure. */
export interface ReplayedCase {
  readonly effect: ReplayEffect;
  readonly before: Pick<Diagnosis, 'cause' | 'origin' | 'proposedAction' | 'confidence' | 'method'>;
  readonly after: Pick<Diagnosis, 'cause' | 'origin' | 'proposedAction' | 'confidence' | 'method'>;
  /** The rule that decides now. */
  readonly ruleId: string | null;
  readonly rootLine: string;
}

const agrees = (diagnosis: Diagnosis, truth: Verdict): boolean =>
  diagnosis.cause === truth.cause && diagnosis.origin === truth.origin && diagnosis.proposedAction === truth.action;

const isSame = (before: Diagnosis, after: Diagnosis): boolean =>
  before.cause === after.cause && before.origin === after.origin && before.proposedAction === after.proposedAction;

function effectOf(before: Diagnosis, after: Diagnosis, truth: Verdict | null): ReplayEffect {
  if (isSame(before, after)) return 'unchanged';
  if (truth === null) return 'other';
  const was = agrees(before, truth);
  const is = agrees(after, truth);
  return was === is ? 'other' : is ? 'better' : 'worse';
}

/**
 * Runs the ladder over a stored failure with rules and knowledge as they are and as they would be; the model keeps what it said then. The confirmed
 * verdict on the failure is left out of both, for it is what they are measured against.
 */
export function replayCase(stored: StoredCase, change: ReplayChange): ReplayedCase {
  const judge = ({ matcher, knowledge }: ReplayKnowing): Diagnosis =>
    diagnose(stored.input, {
      confirmed: null,
      wording: wordingOpinion,
      matcher,
      ...(knowledge === null ? {} : { knowledge }),
      ...(stored.model === null ? {} : { model: stored.model }),
    });
  const [before, after] = [judge(change.before), judge(change.after)];
  const ruleId = after.stages.find((stage) => stage.stage === 'rules')?.source ?? null;
  return { effect: effectOf(before, after, stored.truth), before, after, ruleId, rootLine: after.rootLine };
}
