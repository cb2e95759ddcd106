import { domainToASCII } from 'node:url';
import MailComposer from 'nodemailer/lib/mail-composer';
import { cleanLine, shorten } from '../../domain/effects/clean-text.ts';
import type { MailMessage } from '../../domain/effects/mail.ts';
import type { RejectedRecipient } from './contract.ts';
import { renderMail } from './render.ts';

const address = /^([^\s@<>,;:"()[\]\\\p{Cc}\p{Cs}]+)@([^\s@<>,;:"()[\]\\\p{Cc}\p{Cs}]+)$/u;

/** A mail address fit for an envelope, its domain in ASCII; null when the text is none. */
export function envelopeAddress(text: string): string | null {
  const parts = address.exec(text.trim());
  const domain = parts === null ? '' : domainToASCII(parts[2] ?? '');
  return parts === null || domain === '' || text.length > 320 ? null : `${parts[1]}@${domain}`;
}

/** Recipients that can be offered to a server, each once, and those that cannot. */
export function sortRecipients(to: readonly string[]): {
  readonly valid: readonly string[];
  readonly rejected: readonly RejectedRecipient[];
} {
  const valid = new Map<string, string>();
  const rejected: RejectedRecipient[] = [];
  for (const text of to) {
    const recipient = envelopeAddress(text);
    if (recipient === null) rejected.push({ address: shorten(cleanLine(text), 100), reason: 'not a mail address' });
    else if (!valid.has(recipient.toLowerCase())) valid.set(recipient.toLowerCase(), recipient);
  }
  return { valid: [...valid.values()], rejected };
}

const messageId = (text: string): string => text.replace(/[^\u0021-\u007E]|[<>]/g, '').slice(0, 250);

/** The whole message as bytes: headers, text and HTML. No value of it can end a header line or add one. */
export function buildMessage(
  message: MailMessage,
  from: { readonly name: string; readonly address: string },
  to: readonly string[],
): Promise<Buffer> {
  const thread =
    message.threadId === null ? {} : { inReplyTo: `<${messageId(message.threadId)}>`, references: `<${messageId(message.threadId)}>` };
  const composer = new MailComposer({
    from,
    to: to.map((recipient) => ({ name: '', address: recipient })),
    subject: shorten(cleanLine(message.subject), 200),
    messageId: `<${messageId(message.messageId)}>`,
    ...thread,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Nightshift-Incident': shorten(cleanLine(message.incidentId), 200),
      'X-Nightshift-Purpose': message.purpose,
    },
    ...renderMail(message),
    encoding: 'quoted-printable',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
