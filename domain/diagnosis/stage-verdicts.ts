import type { NormalisedEvidence } from './normalise.ts';
import { causeDefaults } from './rules/define-rules.ts';
import type { ConfirmedVerdict, LadderStage, StageVerdict } from './types.ts';

/** How sure a settled verdict is: a person looked, or an action worked. */
const confirmedConfidence = { human: 0.97, outcome: 0.9 } as const;
/** Taken off per verdict that quotes what is not in the text. */
const unsupportedPenalty = 0.2;

const withoutAnswer = (stage: LadderStage, outcome: StageVerdict['outcome'], reason: string): StageVerdict => ({
  stage,
  outcome,
  cause: 'UNKNOWN',
  origin: 'UNKNOWN',
  action: null,
  severity: 'medium',
  confidence: 0,
  source: null,
  reason,
  quotes: [],
});

/** The stage looked and could not tell. */
export const abstained = (stage: LadderStage, reason: string): StageVerdict => withoutAnswer(stage, 'abstained', reason);

/** The stage was not asked. */
export const skipped = (stage: LadderStage): StageVerdict => withoutAnswer(stage, 'skipped', 'Not asked.');

/** What was settled earlier for the same fingerprint. */
export function confirmedVerdict(confirmed: ConfirmedVerdict, evidence: NormalisedEvidence): StageVerdict {
  return {
    stage: 'confirmed',
    outcome: 'answered',
    cause: confirmed.cause,
    origin: confirmed.origin,
    action: confirmed.action,
    severity: causeDefaults[confirmed.cause].severity,
    confidence: confirmedConfidence[confirmed.by],
    source: confirmed.incidentId,
    reason: confirmed.reason,
    quotes: evidence.rootLine === '' ? [] : [evidence.rootLine.slice(0, 1_000)],
  };
}

const collapse = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Drops quotes that the evidence does not hold, and trusts a verdict less that made some up. */
export function checkQuotes(verdict: StageVerdict, evidence: NormalisedEvidence): StageVerdict {
  if (verdict.quotes.length === 0) return verdict;
  const text = collapse(evidence.text);
  const supported = verdict.quotes.filter((quote) => collapse(quote) !== '' && text.includes(collapse(quote)));
  if (supported.length === verdict.quotes.length) return verdict;
  return { ...verdict, quotes: supported, confidence: Math.max(0, verdict.confidence - unsupportedPenalty) };
}
