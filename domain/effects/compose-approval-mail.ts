import { cleanLine } from './clean-text.ts';
import type { MailContent, MailSection } from './mail.ts';
import type { MailFacts } from './mail-facts.ts';
import { diagnosis, evidence, failedRun, proposedChanges, prose, subjectFor, tried, whatHappened } from './mail-sections.ts';
import { actionPhrase, approvalReasonWords, byWhen, capital, riskWords, sentence } from './mail-wording.ts';

const need = 'approval needed';

function proposal(facts: MailFacts): MailSection {
  const asked = facts.approvalReasons.map((reason) => approvalReasonWords[reason]).join('; ');
  return {
    kind: 'facts',
    title: 'Proposal',
    facts: [
      ['Action', `${capital(actionPhrase(facts.action, facts.changes))} (${facts.action})`],
      ...(cleanLine(facts.reason) === '' ? [] : [['Reason', capital(cleanLine(facts.reason))] as const]),
      ['Risk', riskWords[facts.riskTier]],
      ...(asked === '' ? [] : [['Why you are asked', capital(asked)] as const]),
    ],
  };
}

/** What silence leads to; it never leads to a run. */
const silence = {
  request: 'Nothing runs without a decision. There is one reminder, then the request goes to others, then the case is escalated.',
  reminder: 'Nothing runs without a decision. The request goes to others next, then the case is escalated.',
  rerouted: 'Nothing runs without a decision. The case is escalated next.',
} as const;

const content = (facts: MailFacts, opening: string, step: keyof typeof silence): MailContent => ({
  subject: subjectFor(facts, need, step !== 'request'),
  lead: `${opening}${whatHappened(facts)}. An approver is asked to decide${byWhen(facts.deadline)} whether to ${actionPhrase(facts.action, facts.changes)}.`,
  sections: [
    ...proposedChanges(facts),
    proposal(facts),
    ...prose('If nobody decides', sentence(facts.otherwise ?? silence[step])),
    ...evidence(facts, 'Why we think so'),
    ...prose('Seen before', facts.precedent),
    ...diagnosis(facts),
    ...prose('Explanation', facts.narrative),
    ...tried(facts),
    ...failedRun(facts),
  ],
  link: { label: 'Review and decide', url: facts.approvalUrl ?? facts.incidentUrl },
});

/** The request to approve, amend or reject a proposal. Its link leads to the signed-in page; nothing is decided by opening it. */
export const composeApprovalRequest = (facts: MailFacts): MailContent => content(facts, '', 'request');

/** The reminder of an undecided proposal, to the same people or, when rerouted, to the next. */
export function composeApprovalReminder(facts: MailFacts): MailContent {
  if (facts.rerouted) return content(facts, 'Passed on to you, because the first approvers have not decided: ', 'rerouted');
  return content(facts, 'Still undecided: ', 'reminder');
}
