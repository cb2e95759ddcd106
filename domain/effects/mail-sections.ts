import { cleanLine, cleanText, shorten } from './clean-text.ts';
import type { MailSection } from './mail.ts';
import type { MailAttempt, MailFacts } from './mail-facts.ts';
import { capital, causeWords, changeWords, clause, confidenceWords, originWords, timeWords } from './mail-wording.ts';

/** The parts that mails of every purpose are made of. A part without content is an empty list, so that it leaves no title behind. */

const maxItems = 12;

/** The job's name as it stands in a subject and a first line. */
export const jobName = (facts: MailFacts): string => shorten(cleanLine(facts.job), 70) || 'A job';

/**
 * `[Nightshift] <job>: <cause> — <what is needed>`. Reminders repeat the subject of what they remind of behind `Re:`,
 * because some mail programs keep a thread together only while its subject stays the same.
 */
export function subjectFor(facts: MailFacts, need: string, followsUp: boolean): string {
  return `${followsUp ? 'Re: ' : ''}[Nightshift] ${jobName(facts)}: ${causeWords[facts.cause]} — ${need}`;
}

/** What happened, for the first line: `load failed on 21 Nov 2026, 03:10 UTC: line 17 of orders.csv has 5 fields instead of 6`. */
export function whatHappened(facts: MailFacts): string {
  const rootCause = clause(facts.rootCause);
  return `${jobName(facts)} failed on ${timeWords(facts.failedAt)}${rootCause === '' ? '' : `: ${rootCause}`}`;
}

/** The first and the last lines of a text, with a note where lines were left out. */
export function headAndTail(lines: readonly string[], head: number, tail: number): readonly string[] {
  if (lines.length <= head + tail + 1) return lines;
  return [...lines.slice(0, head), `… ${lines.length - head - tail} lines left out …`, ...lines.slice(lines.length - tail)];
}

const textLines = (text: string): readonly string[] =>
  cleanText(text)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '');

/** The evidence that the diagnosis rests on; the error text where no line was singled out. */
export function evidence(facts: MailFacts, title: string): readonly MailSection[] {
  const quotes = facts.quotes.flatMap(textLines);
  const lines = quotes.length > 0 ? headAndTail(quotes, 8, 4) : headAndTail(textLines(facts.errorText), 4, 8);
  return lines.length === 0 ? [] : [{ kind: 'quote', title, lines }];
}

/** The error text in full, as far as a mail can hold it; left out where the quotes have said all of it. */
export function errorText(facts: MailFacts): readonly MailSection[] {
  const lines = textLines(facts.errorText);
  const quoted = new Set(facts.quotes.flatMap(textLines));
  if (facts.quotes.length === 0 || lines.every((line) => quoted.has(line))) return [];
  return [{ kind: 'quote', title: 'Error text', lines: headAndTail(lines, 10, 20) }];
}

/** What was found out about the failure. */
export const diagnosis = (facts: MailFacts): readonly MailSection[] => [
  {
    kind: 'facts',
    title: 'Diagnosis',
    facts: [
      ['Cause', `${capital(causeWords[facts.cause])} (${facts.cause})`],
      ['Who has to act', capital(originWords[facts.origin])],
      ['Confidence', confidenceWords(facts.confidence, facts.method)],
    ],
  },
];

/** Which run it was and where to find it. */
export function failedRun(facts: MailFacts): readonly MailSection[] {
  const run = `${cleanLine(facts.runKey)}${facts.try === null || facts.try === 0 ? '' : `, try ${facts.try}`}`;
  return [
    {
      kind: 'facts',
      title: 'The failed run',
      facts: [
        ['Job', cleanLine(facts.job)],
        ['Application', cleanLine(facts.application)],
        ['Run', run],
        ['Platform', cleanLine(facts.platform)],
        ['Failed', timeWords(facts.failedAt)],
        ...(facts.owner === null ? [] : [['Owner', cleanLine(facts.owner)] as const]),
        ...(facts.runUrl === null ? [] : [['Link to the run', cleanLine(facts.runUrl)] as const]),
      ],
    },
  ];
}

function attemptLine(attempt: MailAttempt): string {
  const changes = attempt.changes.map(changeWords).map(({ name, before, after }) => `${name} ${before} → ${after}`);
  const what = changes.length === 0 ? 'same parameters' : changes.slice(0, 4).join(', ');
  return `Attempt ${attempt.number}: ${what}. ${capital(clause(attempt.result)) || 'Not ended'}.`;
}

/** Every attempt and whatever else was tried. */
export function tried(facts: MailFacts): readonly MailSection[] {
  const items = [...facts.attempts.map(attemptLine), ...facts.tried.map((line) => shorten(cleanLine(line), 300))].filter(Boolean);
  return items.length === 0 ? [] : [{ kind: 'list', title: 'What was tried', items: headAndTail(items, 2, maxItems) }];
}

/** A section of prose, if there is any. */
export const prose = (title: string, text: string | null): readonly MailSection[] =>
  text === null || cleanLine(text) === '' ? [] : [{ kind: 'text', title, text: shorten(cleanText(text).trim(), 4000) }];

/** The next steps, or the usual ones of the purpose where the diagnosis knows none. */
export function nextSteps(facts: MailFacts, usual: readonly string[]): readonly MailSection[] {
  const advice = facts.advice.map((line) => shorten(cleanLine(line), 400)).filter(Boolean);
  return [{ kind: 'list', title: 'What to do', items: [...advice.slice(0, maxItems), ...usual] }];
}

/** The proposed parameters beside the old ones. */
export const proposedChanges = (facts: MailFacts): readonly MailSection[] =>
  facts.changes.length === 0
    ? []
    : [{ kind: 'changes', title: 'Proposed change', changes: facts.changes.slice(0, maxItems).map(changeWords) }];
