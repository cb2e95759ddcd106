import { type Cause, causes } from '../../incidents/vocabulary.ts';
import type { StageVerdict } from '../types.ts';
import { sharesOf, type WordingModel, type WordingOpinion, type WordingVector } from './classifier.ts';

/** No cause is ruled out by words that were never seen. */
const unseen = 0.01;
/** A rule is never as good as certain. */
const surest = 0.99;

/** Places of a judged text: what the words give to each cause, then what the rule's odds give to its own. */
export const judgedPlaces = 2 * causes.length;

/** What a rule that answered and the words of the same text say, side by side: logarithms of the words' shares and of the rule's odds. */
export function sideBySide({ cause, confidence }: StageVerdict, opinion: WordingOpinion): WordingVector {
  const shareOf = (of: Cause): number => opinion.causes.find((each) => each.cause === of)?.share ?? 0;
  const sure = Math.min(confidence, surest);
  return {
    places: Int32Array.from([...causes.keys(), causes.length + causes.indexOf(cause)]),
    values: Float64Array.from([...causes.map((each) => Math.log(shareOf(each) + unseen)), Math.log(sure / (1 - sure))]),
  };
}

/** How likely each cause is when a rule and the words of the text have both spoken, the likeliest first; UNKNOWN where the text does not tell. */
export function judge(
  { together }: WordingModel,
  rules: StageVerdict,
  opinion: WordingOpinion,
): readonly { readonly cause: Cause; readonly share: number }[] {
  const shares = sharesOf(together, sideBySide(rules, opinion));
  return together.names.map((cause, index) => ({ cause, share: shares[index] ?? 0 })).toSorted((left, right) => right.share - left.share);
}
