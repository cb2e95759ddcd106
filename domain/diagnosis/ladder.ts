import type { Action, DiagnosisMethod } from '../incidents/vocabulary.ts';
import { calibrateVerdict } from './calibration/apply.ts';
import type { CalibrationFits } from './calibration/types.ts';
import { fingerprint } from './fingerprint.ts';
import type { RuleMatch, RuleMatcher } from './match-rules.ts';
import { type NormalisedEvidence, normalise } from './normalise.ts';
import { readRetryAfter } from './retry-after.ts';
import { contestedRetry, namingMatch, rulesVerdict } from './rules-verdict.ts';
import { abstained, checkQuotes, confirmedVerdict, skipped } from './stage-verdicts.ts';
import type { ConfirmedVerdict, Diagnosis, DiagnosisInput, LadderStage, StageVerdict } from './types.ts';
import { actionForUnknown } from './unknown.ts';
import type { WordingOpinion } from './wording/classifier.ts';
import { certainRule, hearWords } from './wording/verdict.ts';

/** What the stages before this pure merge have found. Absent stages are recorded as skipped. */
export interface LadderOptions {
  readonly matcher: RuleMatcher;
  /** What a person or an outcome settled for this fingerprint; ignored when its fingerprint is another. */
  readonly confirmed: ConfirmedVerdict | null;
  /** The knowledge base's verdict on the same evidence. */
  readonly knowledge?: StageVerdict;
  /** Asked what the words speak for where nothing before it is certain; null when there are none. */
  readonly wording?: (evidence: NormalisedEvidence) => WordingOpinion | null;
  /** The model's verdict on the same evidence, with the values that it proposes for the job's tunables, in their bounds. */
  readonly model?: StageVerdict;
  readonly proposedParameters?: Readonly<Record<string, number>>;
  /** What recorded verdicts taught about raw confidence; absent or null means that it stands as it is. */
  readonly calibration?: CalibrationFits | null;
}

/** Taken off the confidence when two stages that answered name different causes. */
const disagreementPenalty = 0.1;
/** A stage that would not be believed by itself does not shake another one's verdict. */
const seriousContradiction = 0.6;
/** Confidence of the honest "don't know". */
const unknownConfidence = 0.3;
const longestRootLine = 240;

const methodOf = (verdict: StageVerdict, confirmed: ConfirmedVerdict | null): DiagnosisMethod => {
  const methods: Record<LadderStage, DiagnosisMethod> = {
    confirmed: confirmed?.by === 'human' ? 'human' : 'knowledge',
    rules: 'rule',
    knowledge: 'knowledge',
    wording: 'rule',
    model: 'model',
  };
  return methods[verdict.stage];
};

/** A model does not know how often it is right, and reads text that may be written to sway it: by itself it never counts for more. */
const mostOfModel = 0.8;
/** Rules or knowledge as sure as this are not overruled by a guess. */
const sureByItself = 0.85;

const weightOf = (stage: StageVerdict): number => (stage.stage === 'model' ? Math.min(stage.confidence, mostOfModel) : stage.confidence);

const namesCause = (stage: StageVerdict): boolean => stage.outcome === 'answered' && stage.cause !== 'UNKNOWN';

/** Stages that guess from the whole text rather than know a failure. */
const guesses = (stage: StageVerdict): boolean => stage.stage === 'model' || stage.stage === 'wording';

/** A model decides only where nothing else is sure, and nothing else says the same. */
const mayDecide = (stage: StageVerdict, others: readonly StageVerdict[]): boolean =>
  stage.stage !== 'model' || !others.some((other) => other.cause === stage.cause || other.confidence >= sureByItself);

/** The stage that decides: a confirmed verdict before all others, then the most confident, of equals the earlier. */
function decidingStage(stages: readonly StageVerdict[]): StageVerdict | null {
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
function hearsWords(others: readonly StageVerdict[], naming: RuleMatch | undefined): boolean {
  if (others.some(({ outcome }) => outcome === 'answered')) return false;
  return (
    naming === undefined || (naming.rule.cause !== 'UNKNOWN' && naming.rule.confidence < certainRule && naming.rule.isTenants !== true)
  );
}

/**
 * Stages that contradict each other make the verdict less sure; a confirmed one stands above that. A guess that decides against others never makes
 * the verdict surer than they were.
 */
function mergedConfidence(deciding: StageVerdict, stages: readonly StageVerdict[]): number {
  if (deciding.stage === 'confirmed') return deciding.confidence;
  const others = stages.filter((stage) => namesCause(stage) && stage !== deciding);
  const contradicted = others.some((stage) => stage.cause !== deciding.cause && weightOf(stage) >= seriousContradiction);
  const own = Math.max(0, weightOf(deciding) - (contradicted ? disagreementPenalty : 0));
  const overruled = others.filter((stage) => !guesses(stage)).map(weightOf);
  return guesses(deciding) && overruled.length > 0 ? Math.min(own, Math.max(...overruled)) : own;
}

const shorten = (line: string): string => (line.length > longestRootLine ? `${line.slice(0, longestRootLine - 1).toWellFormed()}…` : line);

/** One sentence: what kind of failure it is, and the line that says so. */
function sentence(title: string, line: string): string {
  const shown = shorten(line.replace(/\s+/g, ' ').trim());
  return shown === '' ? `${title}.` : `${title}: ${shown}`;
}

function unknownDiagnosis(
  input: DiagnosisInput,
  evidence: NormalisedEvidence,
  identity: string,
  stages: readonly StageVerdict[],
  degraded: boolean,
): Diagnosis {
  return {
    cause: 'UNKNOWN',
    origin: 'UNKNOWN',
    severity: stages.find(({ stage, outcome }) => stage === 'rules' && outcome === 'answered')?.severity ?? 'medium',
    rootCause: sentence('The text does not tell what went wrong', evidence.rootLine),
    quotes: evidence.rootLine === '' ? [] : [shorten(evidence.rootLine)],
    confidence: unknownConfidence,
    rawConfidence: unknownConfidence,
    method: degraded ? 'degraded' : 'rule',
    proposedAction: actionForUnknown(input),
    retryAfterMs: readRetryAfter(evidence.text),
    fingerprint: identity,
    rootLine: evidence.rootLine,
    stages,
  };
}

/**
 * Whether calibration may not lift the verdict: something in the text spoke against it, or it is a guess from text that may be written to sway it.
 */
function isLowered(deciding: StageVerdict, raw: number, best: RuleMatch | undefined, { knowledge }: LadderOptions): boolean {
  if (guesses(deciding)) return true;
  const nominal = deciding.stage === 'rules' ? best?.rule.confidence : knowledge?.confidence;
  return raw < (nominal ?? raw);
}

/** A stage's words for people: the rule's title, or the reason that the stage gave. */
const titleOf = (deciding: StageVerdict, best: RuleMatch | undefined): string => {
  if (deciding.stage === 'rules' && best !== undefined) return best.rule.title;
  return deciding.reason.replace(/[.:\s]+$/, '').slice(0, longestRootLine);
};

/** The model's values for tunables count where its cause is the one that holds. */
function proposedBy({ model, proposedParameters }: LadderOptions, deciding: StageVerdict): Pick<Diagnosis, 'proposedParameters'> {
  const holds = model?.outcome === 'answered' && model.cause === deciding.cause && Object.keys(proposedParameters ?? {}).length > 0;
  return holds && proposedParameters !== undefined ? { proposedParameters } : {};
}

/**
 * Merges what is known about a failure into one verdict. Pure: the stages that ask others have been asked already. A confirmed verdict on the same
 * fingerprint answers at once; else the most confident stage does; where none can tell, the answer is an honest UNKNOWN. A failed model marks the
 * verdict as degraded.
 */
export function diagnose(input: DiagnosisInput, options: LadderOptions): Diagnosis {
  const evidence = normalise(input);
  const identity = fingerprint(input, evidence);
  const confirmed = options.confirmed?.fingerprint === identity ? options.confirmed : null;
  const matches = options.matcher.match(evidence, input.platform);
  const settled =
    confirmed === null ? abstained('confirmed', 'No confirmed verdict on this fingerprint.') : confirmedVerdict(confirmed, evidence);
  const ruled = rulesVerdict(matches);
  const naming = namingMatch(matches);
  const knowledge = checkQuotes(options.knowledge ?? skipped('knowledge'), evidence);
  const { rules, wording } =
    options.wording !== undefined && hearsWords([settled, knowledge], naming)
      ? hearWords(ruled, options.wording(evidence), evidence)
      : { rules: ruled, wording: skipped('wording') };
  const stages: readonly StageVerdict[] = [settled, rules, knowledge, wording, checkQuotes(options.model ?? skipped('model'), evidence)];
  const degraded = options.model?.outcome === 'failed';
  const deciding = decidingStage(stages);
  if (deciding === null) return unknownDiagnosis(input, evidence, identity, stages, degraded);
  const action: Action = deciding.action ?? actionForUnknown(input);
  const method = methodOf(deciding, confirmed);
  const merged = mergedConfidence(deciding, stages);
  // A text with orders or verdicts for its readers was written to sway them: a person looks first.
  const asks = evidence.isForged || (deciding.stage === 'rules' && matches[0]?.rule.asksFirst === true);
  const raw = asks && deciding.stage !== 'confirmed' ? Math.min(merged, contestedRetry) : merged;
  const lowered = isLowered(deciding, raw, matches[0], options);
  return {
    ...proposedBy(options, deciding),
    cause: deciding.cause,
    origin: deciding.origin,
    severity: deciding.severity,
    rootCause: sentence(titleOf(deciding, naming), deciding.quotes[0] ?? evidence.rootLine),
    quotes: deciding.quotes,
    confidence: deciding.stage === 'confirmed' ? raw : calibrateVerdict(options.calibration, { method, confidence: raw, lowered }),
    rawConfidence: raw,
    method: degraded && deciding.stage !== 'confirmed' ? 'degraded' : method,
    proposedAction: action,
    retryAfterMs: readRetryAfter(evidence.text),
    fingerprint: identity,
    rootLine: evidence.rootLine,
    stages,
    decidedBy: deciding.stage,
  };
}
