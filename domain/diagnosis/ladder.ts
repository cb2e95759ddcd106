import type { Action, DiagnosisMethod } from '../incidents/vocabulary.ts';
import { calibrateVerdict } from './calibration/apply.ts';
import type { CalibrationFits } from './calibration/types.ts';
import { fingerprint } from './fingerprint.ts';
import type { RuleMatch, RuleMatcher } from './match-rules.ts';
import { decidingStage, guesses, hearsWords, mergedConfidence } from './merge-stages.ts';
import { type NormalisedEvidence, normalise } from './normalise.ts';
import { readRetryAfter } from './retry-after.ts';
import { contested, namingMatch, rulesVerdict } from './rules-verdict.ts';
import { abstained, checkQuotes, confirmedVerdict, skipped } from './stage-verdicts.ts';
import type { ConfirmedVerdict, Diagnosis, DiagnosisInput, LadderStage, StageVerdict } from './types.ts';
import { actionForUnknown } from './unknown.ts';
import { hearWords, type Listen } from './wording/verdict.ts';

/** What the stages before this pure merge have found. Absent stages are recorded as skipped. */
export interface LadderOptions {
  readonly matcher: RuleMatcher;
  /** What a person or an outcome settled for this fingerprint; ignored when its fingerprint is another. */
  readonly confirmed: ConfirmedVerdict | null;
  /** The knowledge base's verdict on the same evidence. */
  readonly knowledge?: StageVerdict;
  /** Asked what the words speak for where nothing before it is certain. */
  readonly wording?: Listen;
  /** The model's verdict on the same evidence, with the values that it proposes for the job's tunables, in their bounds. */
  readonly model?: StageVerdict;
  readonly proposedParameters?: Readonly<Record<string, number>>;
  /** What recorded verdicts taught about raw confidence; absent or null means that it stands as it is. */
  readonly calibration?: CalibrationFits | null;
}

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

/** Why a verdict asks however sure its stage is; null when it need not. */
function whyAsks(evidence: NormalisedEvidence, deciding: StageVerdict, best: RuleMatch | undefined): string | null {
  if (deciding.stage === 'confirmed') return null;
  // Such a text was written to sway whoever reads it.
  if (evidence.isForged) return 'some line of the text speaks to its readers, so a person looks first';
  return deciding.stage === 'rules' && best?.rule.asksFirst === true ? 'others may have to put it right, so it asks first' : null;
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
      ? hearWords(ruled, options.wording, evidence)
      : { rules: ruled, wording: skipped('wording') };
  const stages: readonly StageVerdict[] = [settled, rules, knowledge, wording, checkQuotes(options.model ?? skipped('model'), evidence)];
  const degraded = options.model?.outcome === 'failed';
  const deciding = decidingStage(stages);
  if (deciding === null) return unknownDiagnosis(input, evidence, identity, stages, degraded);
  const action: Action = deciding.action ?? actionForUnknown(input);
  const method = methodOf(deciding, confirmed);
  const merged = mergedConfidence(deciding, stages);
  const why = whyAsks(evidence, deciding, matches[0]);
  const raw = why === null ? merged : Math.min(merged, contested);
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
    stages: why === null ? stages : stages.map((stage) => (stage === deciding ? { ...stage, reason: `${stage.reason}; ${why}` } : stage)),
    decidedBy: deciding.stage,
  };
}
