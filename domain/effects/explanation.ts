import { fenced, fenceRule, promptLine } from '../model/fence.ts';
import { safeText } from '../text/safe-text.ts';
import { withoutLinks } from '../text/without-links.ts';
import type { MailPurpose } from './mail.ts';
import type { MailFacts } from './mail-facts.ts';
import { causeWords, originWords } from './mail-wording.ts';

/** Goes up with every change of what is asked. */
export const explanationVersion = 'mail-1';

/** Mails in which a model explains the failure; the facts around it stay templated. */
export const explainedPurposes: readonly MailPurpose[] = ['owner', 'escalation'];

const longestExplanation = 1_200;
const shortestExplanation = 40;

const readers: Readonly<Partial<Record<MailPurpose, string>>> = {
  owner: 'the owner of the job, who can change its code, data and settings',
  escalation: 'the engineer on call, who has to take the case over now',
};

/** The question for an explanation. Pure; the texts in it are redacted already. */
export function composeExplanationPrompt(
  purpose: MailPurpose,
  facts: MailFacts,
): { readonly instructions: string; readonly prompt: string } {
  const told = [
    `job: ${promptLine(facts.job, 200)}`,
    `application: ${promptLine(facts.application, 200)}`,
    `cause: ${causeWords[facts.cause]}`,
    `who has to act: ${originWords[facts.origin]}`,
    `diagnosis: ${promptLine(facts.rootCause, 400)}`,
    `why the mail is sent: ${promptLine(facts.reason, 400)}`,
    ...facts.attempts.slice(-5).map((attempt) => `attempt ${attempt.number}: ${promptLine(attempt.result, 200)}`),
    ...(facts.precedent === null ? [] : [`seen before: ${promptLine(facts.precedent, 300)}`]),
    ...facts.advice.slice(0, 3).map((line) => `usual advice: ${promptLine(line, 300)}`),
    ...facts.quotes.slice(0, 5).map((line) => `the job said: ${promptLine(line, 400)}`),
    `error text: ${promptLine(facts.errorText, 3_000)}`,
  ];
  return {
    instructions: `You write the explanation in a mail about a failed batch job for ${readers[purpose] ?? 'an engineer'}. Two to five plain sentences: what most likely happened and why, and what to look at first. Say so where the facts do not tell. No greeting, no headings, no lists, no Markdown, no links, no addresses, no promises of what anybody will do. The mail itself names job, times, cause and next steps; do not repeat them.\n\n${fenceRule}`,
    prompt: `${fenced('facts of the failed run', told.join('\n'))}\n\nWrite the explanation.`,
  };
}

/** The explanation as it may stand in a mail: plain, bounded, without secrets and links; null when nothing is left worth reading. */
export function checkedExplanation(text: string, model: string, secrets: readonly string[]): string | null {
  const plain = withoutLinks(safeText(text, { secrets, maxBytes: 20_000 }))
    .replace(/```[\s\S]*?(?:```|$)/g, ' ')
    .replace(/^\s{0,3}(?:#{1,6}|[-*>]|\d+\.)\s+/gm, '')
    .replace(/[*_`<>]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.length < shortestExplanation) return null;
  return `${endingWhole(plain)} (Written by the model ${promptLine(model, 80)} from the facts in this mail.)`;
}

/** Cut after the last whole sentence that fits. */
function endingWhole(text: string): string {
  if (text.length <= longestExplanation) return text;
  const cut = text.slice(0, longestExplanation - 1).toWellFormed();
  const end = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('! '), cut.lastIndexOf('? '));
  return end > shortestExplanation ? cut.slice(0, end + 1) : `${cut}…`;
}
