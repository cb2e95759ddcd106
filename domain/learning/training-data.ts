import type { ModelVerdict } from '../diagnosis/model-verdict.ts';
import { normalise } from '../diagnosis/normalise.ts';
import { composePrompt } from '../diagnosis/prompt.ts';
import type { Criticality } from '../incidents/vocabulary.ts';
import { safeText } from '../text/safe-text.ts';
import type { Verdict } from './complete-correction.ts';

/** A failure whose verdict is settled. */
export interface SettledFailure {
  readonly fingerprint: string;
  readonly text: string;
  readonly logTail: string;
  readonly platform: string;
  readonly job: {
    readonly name: string;
    readonly application: string;
    readonly criticality: Criticality;
    readonly idempotent: boolean;
  } | null;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly by: 'human' | 'outcome';
}

/** One line of a file for fine-tuning: a conversation in which the assistant is right. */
export interface TrainingExample {
  readonly messages: readonly [
    { readonly role: 'system'; readonly content: string },
    { readonly role: 'user'; readonly content: string },
    { readonly role: 'assistant'; readonly content: string },
  ];
}

/** How sure a model should be of what a person said, or of what has worked every time. */
const sureOf = { human: 0.95, outcome: 0.9 } as const;
const unknownJob = { name: 'not told', application: 'not told', criticality: 'normal', idempotent: false } as const;
const longestQuote = 500;
const longestReason = 300;

/** The answer that the model should have given, in the form in which it is asked for it. */
function answerOf({ verdict, by, reason }: SettledFailure, rootLine: string, secrets: readonly string[]): ModelVerdict {
  return {
    ...verdict,
    confidence: sureOf[by],
    rootCause: safeText(reason, { secrets, maxBytes: longestReason }).replace(/\s+/g, ' ').trim(),
    quotes: rootLine === '' ? [] : [rootLine.slice(0, longestQuote).toWellFormed()],
    parameters: [],
  };
}

/** The very question that a model is asked about such a failure, with the settled verdict as its answer. Nothing secret is in either. */
export function trainingExample(settled: SettledFailure, secrets: readonly string[]): TrainingExample {
  const safe = (text: string): string => safeText(text, { secrets, maxBytes: 16_384 });
  const evidence = normalise({
    platform: settled.platform,
    errorText: safe(settled.text),
    logTail: safe(settled.logTail),
    exitCode: null,
    signal: null,
    platformReason: null,
  });
  const job = settled.job ?? unknownJob;
  const { instructions, prompt } = composePrompt({
    job: { ...job, name: safe(job.name), platform: settled.platform || 'not told', tunables: [] },
    parameters: {},
    attempt: 0,
    evidence,
    history: [],
    precedent: null,
    similar: [],
    examples: [],
  });
  return {
    messages: [
      { role: 'system', content: instructions },
      { role: 'user', content: prompt },
      { role: 'assistant', content: JSON.stringify(answerOf(settled, evidence.rootLine, secrets)) },
    ],
  };
}
