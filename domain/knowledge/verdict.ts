import { causeDefaults } from '../diagnosis/rules/define-rules.ts';
import { abstained } from '../diagnosis/stage-verdicts.ts';
import type { StageVerdict } from '../diagnosis/types.ts';
import type { ScoredEntry } from './types.ts';

/** Entries that a diagnosis consults. */
export const consultedEntries = 5;
/** From here on an entry is about the same failure. */
const verdictFloor = 0.6;
/** A text this near is the same for all purposes. */
const sameText = 0.95;
/** What an entry at the floor is worth of one that says the same. */
const worthAtFloor = 0.7;
const mostConfident = 0.95;
/** Less sure than this, the stage does not speak, so that it cannot contradict others by a guess. */
const leastConfident = 0.45;

/** 0 to 1: how much of an entry's success carries over to a failure this near. */
function carriesOver({ parts, entry }: ScoredEntry, fingerprint: string): number {
  if (parts.pattern === 1 || entry.fingerprint === fingerprint) return 1;
  if (parts.similarity < verdictFloor) return 0;
  return Math.min(1, worthAtFloor + ((1 - worthAtFloor) * (parts.similarity - verdictFloor)) / (sameText - verdictFloor));
}

/** Confidence of an entry's verdict: nearness times success. */
export const confidenceOf = (scored: ScoredEntry, fingerprint: string): number =>
  Math.min(mostConfident, carriesOver(scored, fingerprint) * scored.parts.success);

/**
 * The knowledge base's verdict: that of the entry that is near enough and most likely to work, best score first among equals. Only entries that
 * are active and name a cause count; candidates are quarantined.
 */
export function knowledgeVerdict(found: readonly ScoredEntry[], fingerprint: string, quotes: readonly string[]): StageVerdict {
  const speaking = found
    .filter(({ entry }) => entry.state === 'active' && entry.cause !== null && entry.cause !== 'UNKNOWN')
    .map((scored) => ({ scored, confidence: confidenceOf(scored, fingerprint) }))
    .filter(({ confidence }) => confidence >= leastConfident)
    .sort((left, right) => right.scored.score - left.scored.score);
  const [best] = speaking;
  if (best === undefined) return abstained('knowledge', found.length === 0 ? 'No entry is near.' : 'No entry is near enough.');
  const { entry } = best.scored;
  const cause = entry.cause ?? 'UNKNOWN';
  const usual = causeDefaults[cause];
  return {
    stage: 'knowledge',
    outcome: 'answered',
    cause,
    origin: entry.origin ?? usual.origin,
    action: entry.action ?? usual.action,
    severity: entry.severity ?? usual.severity,
    confidence: best.confidence,
    source: entry.id,
    reason: entry.title,
    quotes,
  };
}
