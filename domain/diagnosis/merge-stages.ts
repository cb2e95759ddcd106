import type { RuleMatch } from './match-rules.ts';
import type { StageVerdict } from './types.ts';
import { certainRule } from './wording/verdict.ts';

/** Taken off the confidence when two stages that answered name different causes. */
const disagreementPenalty = 0.1;
/** A stage that would not be believed by itself does not shake another one's verdict. */
const seriousContradiction = 0.6;
/** A model does not know how often it is right, and reads text that may be written to sway it: by itself it never counts for more. */
const mostOfModel = 0.8;
/** Rules or knowledge as sure as this are not overruled by a guess. */
const sureByItself = 0.85;

const weightOf = (stage: StageVerdict): number => (stage.stage === 'model' ? Math.min(stage.confidence, mostOfModel) : stage.confidence);

const namesCause = (stage: StageVerdict): boolean => stage.outcome === 'answered' && stage.cause !== 'UNKNOWN';

/** Stages that guess from the whole text rather than know a failure. */
export const guesses = (stage: StageVerdict): boolean => stage.stage === 'model' || stage.stage === 'wording';

/** A model decides only where nothing else is sure, and nothing else says the same. */
const mayDecide = (stage: StageVerdict, others: readonly StageVerdict[]): boolean =>
  stage.stage !== 'model' || !others.some((other) => other.cause === stage.cause || other.confidence >= sureByItself);

/** The stage that decides: a confirmed verdict before all others, then the most confident, of equals the earlier. */
export function decidingStage(stages: readonly StageVerdict[]): StageVerdict | null {
  const confirmed = stages.find((stage) => stage.stage === 'confirmed' && stage.outcome === 'answered');
  if (confirmed !== undefined) return confirmed;
  const naming = stages.filter(namesCause);
  const knowing = naming.filter((stage) => !guesses(stage));
  const hasModel = naming.some((stage) => stage.stage === 'model');
  // A model has read more than words.
  const deciding = naming.filter((stage) => (stage.stage === 'wording' ? !hasModel : mayDecide(stage, knowing)));
  return deciding.reduce<StageVerdict | null>(
    (first, stage) => (first === null || weightOf(stage) > weightOf(first) ? stage : first),
    null,
  );
}

/** Words are heard where neither a person, nor an entry, nor a rule of the tenant's own speaks, and no rule is certain of a cause or that the text tells nothing. */
export function hearsWords(others: readonly StageVerdict[], naming: RuleMatch | undefined): boolean {
  if (others.some(({ outcome }) => outcome === 'answered')) return false;
  return (
    naming === undefined || (naming.rule.cause !== 'UNKNOWN' && naming.rule.confidence < certainRule && naming.rule.isTenants !== true)
  );
}

/**
 * Stages that contradict each other make the verdict less sure; a confirmed one stands above that. A guess that decides against others never makes
 * the verdict surer than they were.
 */
export function mergedConfidence(deciding: StageVerdict, stages: readonly StageVerdict[]): number {
  if (deciding.stage === 'confirmed') return deciding.confidence;
  const others = stages.filter((stage) => namesCause(stage) && stage !== deciding);
  const contradicted = others.some((stage) => stage.cause !== deciding.cause && weightOf(stage) >= seriousContradiction);
  const own = Math.max(0, weightOf(deciding) - (contradicted ? disagreementPenalty : 0));
  const overruled = others.filter((stage) => !guesses(stage)).map(weightOf);
  return guesses(deciding) && overruled.length > 0 ? Math.min(own, Math.max(...overruled)) : own;
}
