import type { MailContent } from './mail.ts';
import type { MailFacts } from './mail-facts.ts';
import { diagnosis, evidence, failedRun, proposedChanges, prose, subjectFor, tried, whatHappened } from './mail-sections.ts';
import { actionPhrase, sentence } from './mail-wording.ts';

/** The notice that a failed job is being run again; nobody has to do anything. */
export function composeRetryNotice(facts: MailFacts): MailContent {
  return {
    subject: subjectFor(facts, 'running again, nothing needed', false),
    lead: `${whatHappened(facts)}. Nightshift is going to ${actionPhrase(facts.action, facts.changes)}; nothing is needed from you.`,
    sections: [
      ...proposedChanges(facts).map((section) => ({ ...section, title: 'Changed for the next run' })),
      ...prose('Why', sentence(facts.reason)),
      ...evidence(facts, 'What the job said'),
      ...diagnosis(facts),
      ...prose('Seen before', facts.precedent),
      ...tried(facts),
      ...failedRun(facts),
      ...prose('If it fails again', facts.otherwise),
    ],
    link: { label: 'Follow the case', url: facts.incidentUrl },
  };
}
