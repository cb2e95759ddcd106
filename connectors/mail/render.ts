import { cleanLine, shorten } from '../../domain/effects/clean-text.ts';
import type { MailContent, MailMessage } from '../../domain/effects/mail.ts';
import { boundContent } from './bound-content.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';

/** A mail's content, with what the frame around it shows where it is known. */
export type RenderableMail = MailContent & Partial<Pick<MailMessage, 'incidentId' | 'purpose'>>;

/**
 * A mail as plain text and as HTML. Both say the same; everything in them is escaped, free of control and reordering
 * characters, and bounded, whatever the content holds.
 */
export function renderMail(mail: RenderableMail): { readonly text: string; readonly html: string } {
  const content = boundContent(mail);
  const incident = mail.incidentId === undefined ? '' : ` for incident ${shorten(cleanLine(mail.incidentId), 100)}`;
  const footer = [`Sent by Nightshift${incident}. All times are UTC.`, 'Nightshift does not read replies; use the link in this mail.'];
  return { text: renderText(content, footer), html: renderHtml(content, footer, mail.purpose ?? null) };
}
