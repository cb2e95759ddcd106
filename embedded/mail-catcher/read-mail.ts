import PostalMime, { type Email } from 'postal-mime';

/** The headers that the list of mails shows. */
export interface MailSummary {
  readonly subject: string;
  /** Without angle brackets; empty when the mail has none. */
  readonly messageId: string;
  readonly incidentId: string | null;
  readonly purpose: string | null;
}

/** A mail taken apart for reading. `html` is text: nothing here runs it or loads what it names. */
export interface MailBody {
  readonly text: string | null;
  readonly html: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

const header = (mail: Email, name: string): string | null => mail.headers.find(({ key }) => key === name)?.value ?? null;

/** Never throws: a mail that cannot be parsed is kept and listed like any other, with what could be read. */
async function parse(raw: Uint8Array): Promise<Email | null> {
  try {
    return await PostalMime.parse(raw);
  } catch {
    return null;
  }
}

/** Reads the headers of a mail for the list. */
export async function summarize(raw: Uint8Array): Promise<MailSummary> {
  const mail = await parse(raw);
  if (mail === null) return { subject: '(this mail cannot be parsed)', messageId: '', incidentId: null, purpose: null };
  return {
    subject: mail.subject ?? '',
    messageId: (mail.messageId ?? '').replace(/^<|>$/g, ''),
    incidentId: header(mail, 'x-nightshift-incident'),
    purpose: header(mail, 'x-nightshift-purpose'),
  };
}

/** Reads a whole mail. */
export async function readBody(raw: Uint8Array): Promise<MailBody> {
  const mail = await parse(raw);
  if (mail === null) return { text: new TextDecoder().decode(raw), html: null, headers: [] };
  return {
    text: mail.text ?? null,
    html: mail.html ?? null,
    headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
  };
}
