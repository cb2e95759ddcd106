import { type Cause, isRetry } from '../../incidents/vocabulary.ts';
import type { EvidenceLine, NormalisedEvidence } from '../normalise.ts';
import { causeDefaults } from '../rules/define-rules.ts';
import { contested } from '../rules-verdict.ts';
import { abstained } from '../stage-verdicts.ts';
import type { StageVerdict } from '../types.ts';
import packed from './built-in-model.json' with { type: 'json' };
import { type WordingModel, type WordingOpinion, weighWording } from './classifier.ts';
import { judge } from './judge.ts';
import { unpackModel } from './packed-model.ts';
import { surroundings } from './surroundings.ts';

/** Below this share the words speak for several causes, and the stage keeps silent. */
const leastShare = 0.4;
/** Below the 0.60 from which a proposal is made: words that no rule knows are a hint for the person who takes over, and anybody can write words. */
const mostOfWording = 0.59;
/** An overruled rule stays below the words that overrule it. */
const overruled = mostOfWording - 0.01;
/** From here on a rule holds an engine's own words for exactly this fault, and the other words of the text do not shake it. */
export const certainRule = 0.93;
/** Below this a verdict asks anyway, and is left as it is. */
const asksBelow = 0.84;
/** A rule as sure as this has read something: then it is not for its words to say that the text tells nothing. */
const tellsNothingBelow = 0.8;
/** A retry acts alone only if rule and words together make its cause at least so likely, in the whole text and around what the rule quotes. */
const leastCertainty = 0.6;
/** A retry acts alone only if failures with such words profit from a rerun at least so often. */
const leastRerunHelps = 0.5;

let builtIn: WordingModel | undefined;

/** The model that the labelled texts of `fixtures/` taught; unpacked when it is needed first. */
export const builtInWording = (): WordingModel => (builtIn ??= unpackModel(packed));

/** What the words of some lines speak for; null when they hold none. */
export type Listen = (lines: readonly EvidenceLine[]) => WordingOpinion | null;

/** What the words of a failure speak for, by the built-in model. */
export const wordingOpinion: Listen = (lines) => weighWording(builtInWording(), lines);

const answer = (cause: Cause, confidence: number, evidence: NormalisedEvidence): StageVerdict => {
  const { origin, action, severity } = causeDefaults[cause];
  return {
    ...{ stage: 'wording', outcome: 'answered', cause, origin, action, severity },
    confidence: Math.round(confidence * 100) / 100,
    source: null,
    reason: 'Its words are those of other failures of this kind',
    quotes: evidence.rootLine === '' ? [] : [evidence.rootLine.slice(0, 1_000)],
  };
};

/** The verdicts of rules and of words after they have heard each other. */
export interface Heard {
  readonly rules: StageVerdict;
  readonly wording: StageVerdict;
}

/** Words that leave a rule less likely than another cause take its place as a hint, or leave none where such texts tell no cause. */
function overrule(rules: StageVerdict, cause: Cause, evidence: NormalisedEvidence): Heard {
  if (cause !== 'UNKNOWN')
    return {
      rules: {
        ...rules,
        confidence: Math.min(rules.confidence, overruled),
        reason: `${rules.reason}, but its words are those of other failures`,
      },
      wording: answer(cause, mostOfWording, evidence),
    };
  const reason = `${rules.reason}, but its words are those of texts that tell no cause`;
  return {
    rules: { ...abstained('rules', reason), source: rules.source, severity: rules.severity },
    wording: abstained('wording', 'The words do not speak for one cause.'),
  };
}

/** Why words leave a retry in doubt, null where they do not. */
function doubts(rules: StageVerdict, opinion: WordingOpinion): string | null {
  const agreed = judge(builtInWording(), rules, opinion).find(({ cause }) => cause === rules.cause);
  if ((agreed?.share ?? 0) < leastCertainty) return 'its words leave the cause in doubt';
  return opinion.rerunHelps < leastRerunHelps ? 'failures with such words seldom profit from a rerun' : null;
}

/**
 * A retry must stand without doubt in the whole text and in each run of lines around what the rule quotes, so that no line before or after can talk a
 * doubt away.
 */
function unlessDoubted(rules: StageVerdict, opinion: WordingOpinion, listen: Listen, { lines }: NormalisedEvidence): StageVerdict {
  if (rules.action === null || !isRetry(rules.action) || rules.confidence <= asksBelow) return rules;
  for (const heard of [opinion, ...surroundings(lines, rules.quotes).map(listen)]) {
    const why = heard === null ? null : doubts(rules, heard);
    if (why !== null) return { ...rules, confidence: contested, reason: `${rules.reason}; ${why}` };
  }
  return rules;
}

/**
 * Lets words speak beside the rules. They only ever make a verdict less sure: where rules are silent they give a hint, where they speak clearly for
 * another cause the rule is no longer believed, and a retry that they leave in doubt asks first.
 */
export function hearWords(rules: StageVerdict, listen: Listen, evidence: NormalisedEvidence): Heard {
  const opinion = listen(evidence.lines);
  const [first] = opinion?.causes ?? [];
  if (opinion === null || first === undefined) return { rules, wording: abstained('wording', 'There are no words.') };
  if (rules.outcome !== 'answered') {
    if (first.cause === 'UNKNOWN' || first.share < leastShare)
      return { rules, wording: abstained('wording', 'The words do not speak for one cause.') };
    return { rules, wording: answer(first.cause, Math.min(first.share, mostOfWording), evidence) };
  }
  const [likeliest] = judge(builtInWording(), rules, opinion);
  const isOverruled =
    likeliest !== undefined && likeliest.cause !== rules.cause && (likeliest.cause !== 'UNKNOWN' || rules.confidence < tellsNothingBelow);
  if (isOverruled) return overrule(rules, likeliest.cause, evidence);
  return {
    rules: unlessDoubted(rules, opinion, listen, evidence),
    wording: abstained('wording', 'The words do not speak for another cause.'),
  };
}
