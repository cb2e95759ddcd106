import type { Action, Cause, Origin } from '../incidents/vocabulary.ts';
import type { Tunable } from '../jobs/types.ts';
import { onStep } from '../policy/parameter-ladder.ts';
import { safeText } from '../text/safe-text.ts';
import { withoutLinks } from '../text/without-links.ts';
import { mask } from './mask.ts';
import type { NormalisedEvidence } from './normalise.ts';
import { causeDefaults } from './rules/define-rules.ts';
import { abstained } from './stage-verdicts.ts';
import type { StageVerdict } from './types.ts';

/** What a model says of a failure, its form checked already and nothing else. */
export interface ModelVerdict {
  readonly cause: Cause;
  readonly origin: Origin;
  readonly action: Action;
  /** 0 to 1, as the model sees itself. */
  readonly confidence: number;
  readonly rootCause: string;
  readonly quotes: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly value: number }[];
}

/** A model's verdict as a stage of the ladder, with the values that it proposes for the job's tunables. */
export interface ModelStage {
  readonly verdict: StageVerdict;
  readonly parameters: Readonly<Record<string, number>>;
}

const longestSentence = 300;
const mostQuotes = 5;

const sentenceOf = (text: string, secrets: readonly string[]): string => {
  const plain = safeText(withoutLinks(safeText(text, { secrets, maxBytes: 4_000 })), { secrets, maxBytes: 2_000 })
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > longestSentence ? `${plain.slice(0, longestSentence - 1).toWellFormed()}…` : plain;
};

/** Words on another case of the same fault may quote its lines: those of this case that differ only in ids and times stand in for them. */
function anchored(quotes: readonly string[], evidence: NormalisedEvidence): readonly string[] {
  return quotes.flatMap((quote) => {
    if (evidence.text.includes(quote.trim())) return [quote.trim()];
    const masked = mask(quote.trim());
    const own = evidence.lines.find((line) => line.text.trim() !== '' && mask(line.text.trim()) === masked);
    return own === undefined ? [] : [own.text.trim()];
  });
}

/** Only tunables of the job, only numbers, moved into their bounds and onto their steps; everything else is dropped. */
export function boundParameters(proposed: ModelVerdict['parameters'], tunables: readonly Tunable[]): Readonly<Record<string, number>> {
  const allowed = proposed.flatMap(({ name, value }) => {
    const tunable = tunables.find((one) => one.name === name);
    return tunable === undefined || !Number.isFinite(value) ? [] : [[name, onStep(tunable, value)] as const];
  });
  return Object.fromEntries(allowed);
}

/** A model may not close a case: what it calls meant to be goes to the owner. */
const actionOf = (action: Action): Action => (action === 'IGNORE' ? 'SEND_EMAIL' : action);

/** Makes a stage's verdict of what a model said. `reused` says that it was asked about another case with the same fingerprint. */
export function toModelStage(
  said: ModelVerdict,
  context: {
    readonly evidence: NormalisedEvidence;
    readonly tunables: readonly Tunable[];
    readonly model: string;
    readonly reused: boolean;
    readonly secrets: readonly string[];
  },
): ModelStage {
  const reason = sentenceOf(said.rootCause, context.secrets);
  if (said.cause === 'UNKNOWN')
    return { verdict: { ...abstained('model', reason || 'The model cannot tell.'), source: context.model }, parameters: {} };
  const quotes = said.quotes
    .map((quote) => quote.slice(0, 1_000))
    .filter((quote) => quote.trim() !== '')
    .slice(0, mostQuotes);
  const verdict: StageVerdict = {
    stage: 'model',
    outcome: 'answered',
    cause: said.cause,
    origin: said.origin,
    action: actionOf(said.action),
    severity: causeDefaults[said.cause].severity,
    confidence: said.confidence,
    source: context.model,
    reason: reason || 'The model gave no reason.',
    quotes: context.reused ? anchored(quotes, context.evidence) : quotes,
  };
  return { verdict, parameters: boundParameters(said.parameters, context.tunables) };
}

/** The model was asked and gave no answer: the verdict is degraded. */
export const failedModelStage = (hint: string): ModelStage => ({
  verdict: { ...abstained('model', hint), outcome: 'failed' },
  parameters: {},
});
