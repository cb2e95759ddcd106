import { buffer } from 'node:stream/consumers';
import { callbackify } from 'node:util';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { MailStore } from './mail-store.ts';

const largestMailBytes = 25 * 1024 * 1024;

const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

async function keep(store: MailStore, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
  const raw = await buffer(stream);
  if (stream.sizeExceeded) throw refusal(552, `5.3.4 The mail is larger than ${largestMailBytes} bytes`);
  const { mailFrom, rcptTo } = session.envelope;
  const from = mailFrom === false ? '' : mailFrom.address;
  const mail = { raw, from, to: rcptTo.map(({ address }) => address), receivedAt: new Date().toISOString() };
  try {
    return `2.0.0 Kept as ${(await store.add(mail)).id}`;
  } catch (error) {
    throw refusal(451, `4.3.0 The mail could not be kept: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** An SMTP server that accepts everything and keeps it. A failure to keep is answered 451, so that the sender tries again. */
export const createSmtpCatcher = (store: MailStore): SMTPServer =>
  new SMTPServer({
    name: 'mail-catcher.localhost',
    banner: 'Nightshift mail catcher',
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: largestMailBytes,
    logger: false,
    closeTimeout: 2000,
    onAuth: (auth, _session, callback) => callback(null, { user: auth.username ?? 'anybody' }),
    onData: callbackify((stream: SMTPServerDataStream, session: SMTPServerSession) => keep(store, stream, session)),
  });
