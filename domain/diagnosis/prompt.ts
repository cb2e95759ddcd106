import { contentHash } from '../canonical.ts';
import type { Criticality } from '../incidents/vocabulary.ts';
import type { Parameters, Tunable } from '../jobs/types.ts';
import { fenced, promptLine } from '../model/fence.ts';
import { cleanText } from '../text/clean-text.ts';
import { mask } from './mask.ts';
import type { EvidenceLine, NormalisedEvidence } from './normalise.ts';
import { instructions } from './prompt-words.ts';

/** Goes up with every change of what is asked, so that answers to an older prompt are not taken for answers to this one. */
export const promptVersion = 'diagnosis-1';

/**
 * What makes two questions about failures the same: the fingerprint, the prompt's version and what people taught about failures like it. A new
 * correction makes it a new question, so that it takes effect at once.
 */
export const questionKey = (fingerprint: string, examples: readonly CorrectedExample[]): string =>
  `diagnosis:${fingerprint}:${promptVersion}:${contentHash(examples).slice(0, 16)}`;

/** An earlier failure that resembles this one, and what came of it. */
export interface SimilarCase {
  readonly title: string;
  readonly symptom: string;
  readonly cause: string | null;
  readonly origin: string | null;
  readonly action: string | null;
  readonly solution: string;
  readonly successes: number;
  readonly failures: number;
}

/** A person's verdict on a failure that resembles this one. */
export interface CorrectedExample {
  readonly id: string;
  readonly text: string;
  readonly cause: string;
  readonly origin: string;
  readonly action: string;
  readonly reason: string;
}

/** An earlier run of the job. */
export interface EarlierRun {
  readonly state: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** What a model is told about a failure. Texts are redacted; they are bounded here. */
export interface PromptFacts {
  readonly job: {
    readonly name: string;
    readonly application: string;
    readonly platform: string;
    readonly criticality: Criticality;
    readonly idempotent: boolean;
    readonly tunables: readonly Tunable[];
  };
  readonly parameters: Parameters;
  /** Resubmissions of this run so far; 0 for the failed run itself. */
  readonly attempt: number;
  readonly evidence: NormalisedEvidence;
  readonly history: readonly EarlierRun[];
  /** What came of earlier resubmissions after the same failure, in a sentence. */
  readonly precedent: string | null;
  readonly similar: readonly SimilarCase[];
  readonly examples: readonly CorrectedExample[];
}

const mostEvidenceBytes = 12_000;
const linesBefore = 25;
const linesAfter = 12;

/** Lines that differ only in times, ids and numbers are told once, with how many there were. */
function templated(lines: readonly EvidenceLine[]): readonly string[] {
  const told: { text: string; template: string; count: number }[] = [];
  for (const { text } of lines) {
    if (text.trim() === '') continue;
    const template = mask(text);
    const last = told.at(-1);
    if (last !== undefined && last.template === template) last.count += 1;
    else told.push({ text: text.slice(0, 1_500), template, count: 1 });
  }
  return told.map(({ text, count }) => (count === 1 ? text : `${text}\n  (and ${count - 1} more lines like this)`));
}

/** What stands around the root error and the loud lines, then the end. */
function relevantLines({ lines }: NormalisedEvidence): readonly EvidenceLine[] {
  const root = lines.findIndex((one) => one.zone === 0);
  return lines.filter(
    (one, index) =>
      one.zone <= 1 ||
      (root >= 0 && index >= root - linesBefore && index <= root + linesAfter) ||
      index >= lines.length - linesAfter ||
      index < 5,
  );
}

const evidenceText = (evidence: NormalisedEvidence): string =>
  cleanText(templated(relevantLines(evidence)).join('\n'), { maxBytes: mostEvidenceBytes });

const tunableLine = (tunable: Tunable, parameters: Parameters): string =>
  `${promptLine(tunable.name, 80)}: now ${promptLine(String(parameters[tunable.name] ?? tunable.default), 40)}${tunable.unit === null ? '' : ` ${promptLine(tunable.unit, 20)}`}, from ${tunable.min} to ${tunable.max} in steps of ${tunable.step}, helps against ${tunable.helps.join(', ')}`;

function jobFacts({ job, parameters, attempt, precedent }: PromptFacts): string {
  const tunables = job.tunables.slice(0, 20).map((tunable) => `  ${tunableLine(tunable, parameters)}`);
  return [
    `job: ${promptLine(job.name, 200)}`,
    `application: ${promptLine(job.application, 200)}`,
    `platform: ${promptLine(job.platform, 60)}`,
    `criticality: ${job.criticality}`,
    `may be run again without harm: ${job.idempotent ? 'yes' : 'no'}`,
    `attempt: ${attempt === 0 ? 'the first run' : `resubmission ${attempt}`}`,
    ...(precedent === null ? [] : [`past outcomes: ${promptLine(precedent, 300)}`]),
    tunables.length === 0 ? 'tunables: none' : `tunables:\n${tunables.join('\n')}`,
  ].join('\n');
}

const runLine = (run: EarlierRun): string => `${run.state}, started ${run.startedAt ?? 'unknown'}, ended ${run.finishedAt ?? 'unknown'}`;

const similarLine = (one: SimilarCase): string =>
  `${promptLine(one.title, 150)}: ${promptLine(one.symptom, 300)} → ${[one.cause, one.origin, one.action].map((word) => word ?? 'not told').join(', ')}; ${promptLine(one.solution, 300)} (worked ${one.successes} times, failed ${one.failures} times)`;

const exampleLine = (one: CorrectedExample): string =>
  `failure: ${promptLine(one.text, 600)}\nright verdict: cause ${one.cause}, origin ${one.origin}, action ${one.action}; because: ${promptLine(one.reason, 300)}`;

/** Composes the question about one failure. Pure: the same facts always give the same prompt. */
export function composePrompt(facts: PromptFacts): { readonly instructions: string; readonly prompt: string } {
  const section = (title: string, items: readonly string[]): string[] => (items.length === 0 ? [] : [fenced(title, items.join('\n'))]);
  const parts = [
    fenced('the failed run', jobFacts(facts)),
    ...section('earlier runs of the job, newest first', facts.history.slice(0, 10).map(runLine)),
    ...section('similar failures and what came of them', facts.similar.slice(0, 5).map(similarLine)),
    ...section('verdicts of people on similar failures; follow them where they fit', facts.examples.slice(0, 5).map(exampleLine)),
    fenced('error text and log of the failed run', evidenceText(facts.evidence) || 'nothing was found'),
    'Give your verdict on the failed run.',
  ];
  return { instructions, prompt: parts.join('\n\n') };
}
