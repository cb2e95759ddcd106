import type { MailContent } from './mail.ts';
import type { MailFacts } from './mail-facts.ts';
import { diagnosis, errorText, evidence, failedRun, nextSteps, prose, subjectFor, tried, whatHappened } from './mail-sections.ts';
import { byWhen, sentence } from './mail-wording.ts';

const usual = ['Then run the job again. The case closes by itself when its next run succeeds; you can also resolve it in Nightshift.'];

/** The mail to a job's owner about something that only its owner can put right. */
export function composeOwnerMail(facts: MailFacts): MailContent {
  return {
    subject: subjectFor(facts, 'fix needed from its owner', false),
    lead: `${whatHappened(facts)}. Its owner is asked to put this right${byWhen(facts.deadline)}.`,
    sections: [
      ...evidence(facts, 'What the job said'),
      ...nextSteps(facts, usual),
      ...prose('Explanation', facts.narrative),
      ...diagnosis(facts),
      ...prose('Why you are asked', sentence(facts.reason)),
      ...prose('Seen before', facts.precedent),
      ...tried(facts),
      ...errorText(facts),
      ...failedRun(facts),
      ...prose(
        'If nothing happens',
        facts.otherwise ??
          (facts.deadline === null ? null : `Without a successful run${byWhen(facts.deadline)}, the case goes to the engineer on call.`),
      ),
    ],
    link: { label: 'Open the case', url: facts.incidentUrl },
  };
}
