import { composeApprovalReminder, composeApprovalRequest } from './compose-approval-mail.ts';
import { composeEscalationMail, composeEscalationReminder } from './compose-escalation-mail.ts';
import { composeOwnerMail } from './compose-owner-mail.ts';
import { composeRetryNotice } from './compose-retry-notice.ts';
import type { MailContent, MailPurpose } from './mail.ts';
import type { MailFacts } from './mail-facts.ts';

const composers: Readonly<Record<MailPurpose, (facts: MailFacts) => MailContent>> = {
  owner: composeOwnerMail,
  escalation: composeEscalationMail,
  'escalation-reminder': composeEscalationReminder,
  'approval-request': composeApprovalRequest,
  'approval-reminder': composeApprovalReminder,
  'retry-notice': composeRetryNotice,
};

/** What a mail of this purpose says about a case. The same facts always give the same mail. */
export const composeMail = (purpose: MailPurpose, facts: MailFacts): MailContent => composers[purpose](facts);

/**
 * Mails that somebody must get: while it is unknown whether the server took one over, it is sent once more under the same
 * Message-ID. Others are not resent, because a missing notice does less harm than a double one.
 */
export const mustArrive: Readonly<Record<MailPurpose, boolean>> = {
  owner: true,
  escalation: true,
  'escalation-reminder': false,
  'approval-request': true,
  'approval-reminder': false,
  'retry-notice': false,
};
