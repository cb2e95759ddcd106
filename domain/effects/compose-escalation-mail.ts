import type { MailContent } from './mail.ts';
import type { MailFacts } from './mail-facts.ts';
import { diagnosis, errorText, evidence, failedRun, nextSteps, prose, subjectFor, tried, whatHappened } from './mail-sections.ts';
import { byWhen, clause, sentence } from './mail-wording.ts';

const need = 'somebody has to take over';
const usual = [
  'Take the case over in Nightshift, so that everybody sees who has it.',
  'When the job runs again, resolve the case there and say what helped.',
];

const gaveUp = (facts: MailFacts): string => {
  const reason = clause(facts.reason);
  return reason === '' ? 'Nightshift has stopped trying' : `Nightshift has stopped trying (${reason})`;
};

const details = (facts: MailFacts): MailContent['sections'] => [
  ...evidence(facts, 'What the job said'),
  ...diagnosis(facts),
  ...tried(facts),
  ...nextSteps(facts, usual),
  ...prose('Explanation', facts.narrative),
  ...prose('Seen before', facts.precedent),
  ...errorText(facts),
  ...failedRun(facts),
];

const link = (facts: MailFacts): MailContent['link'] => ({ label: 'Open the case and take it over', url: facts.incidentUrl });

/** The one mail of an escalation, with everything that a person needs to take over. */
export function composeEscalationMail(facts: MailFacts): MailContent {
  return {
    subject: subjectFor(facts, need, false),
    lead: `${whatHappened(facts)}. ${gaveUp(facts)}; the engineer on call is asked to take over${byWhen(facts.deadline)}.`,
    sections: [
      ...details(facts),
      ...prose(
        'If nobody takes over',
        sentence(facts.otherwise ?? 'The case stays open, and reminders follow until somebody takes it over or resolves it.'),
      ),
    ],
    link: link(facts),
  };
}

/** The reminder of an escalation that nobody has taken over yet. */
export function composeEscalationReminder(facts: MailFacts): MailContent {
  const count = facts.reminder > 1 ? `Reminder ${facts.reminder}` : 'Reminder';
  return {
    subject: subjectFor(facts, need, true),
    lead: `${count}: ${whatHappened(facts)}. Nobody has taken the case over yet; the engineer on call is asked to do so${byWhen(facts.deadline)}.`,
    sections: [
      ...prose('Why it was escalated', sentence(facts.reason)),
      ...details(facts),
      ...prose('If nobody takes over', facts.otherwise),
    ],
    link: link(facts),
  };
}
