import type { NormalisedEvidence } from '../normalise.ts';
import { causeDefaults } from '../rules/define-rules.ts';
import { abstained } from '../stage-verdicts.ts';
import type { StageVerdict } from '../types.ts';
import packed from './built-in-model.json' with { type: 'json' };
import { type WordingModel, weighWording } from './classifier.ts';
import { unpackModel } from './packed-model.ts';

/** Below this share the words speak for several causes, and the stage keeps silent. */
const leastShare = 0.5;
/** Below the 0.60 from which a proposal is made: words that no rule knows are a hint for the person who takes over, and anybody can write words. */
const mostOfWording = 0.59;

let builtIn: WordingModel | undefined;

/** The model that the labelled texts of `fixtures/corpus` taught; unpacked when it is needed first. */
export const builtInWording = (): WordingModel => (builtIn ??= unpackModel(packed));

/** What the words of a failure speak for. Weak, and therefore heard only where no other stage is sure. */
export function wordingVerdict(evidence: NormalisedEvidence, model: WordingModel = builtInWording()): StageVerdict {
  const [best] = weighWording(model, evidence);
  if (best === undefined || best.cause === 'UNKNOWN' || best.share < leastShare)
    return abstained('wording', 'The words do not speak for one cause.');
  const { origin, action, severity } = causeDefaults[best.cause];
  return {
    ...{ stage: 'wording', outcome: 'answered', cause: best.cause, origin, action, severity },
    confidence: Math.round(Math.min(best.share, mostOfWording) * 100) / 100,
    source: null,
    reason: `Its words are those of other failures of this kind`,
    quotes: evidence.rootLine === '' ? [] : [evidence.rootLine.slice(0, 1_000)],
  };
}
