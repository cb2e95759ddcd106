import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import { ConnectorError } from '../contract.ts';
import { type SmtpStage, toConnectorError } from './smtp-error.ts';
import { type SmtpOptions, smtpTimeouts } from './smtp-options.ts';

const chunkBytes = 16 * 1024;
const goodbyeMs = 2000;

/** One connection to the server and how far its conversation has come. */
export interface SmtpConversation {
  readonly connection: SMTPConnection;
  /** Notes the stage, for a failure from here on, and gives the conversation `timeoutMs` to leave it. */
  enter(stage: SmtpStage, timeoutMs?: number): void;
}

const connectionOptions = (options: SmtpOptions) => ({
  host: options.host,
  port: options.port,
  secure: options.security === 'tls',
  requireTLS: options.security === 'starttls',
  ignoreTLS: options.security === 'none',
  tls: { minVersion: 'TLSv1.2' as const, ...(options.ca === null ? {} : { ca: options.ca }) },
  connectionTimeout: smtpTimeouts(options).connectMs,
  greetingTimeout: smtpTimeouts(options).connectMs,
  dnsTimeout: smtpTimeouts(options).connectMs,
  // The conversation has its own deadlines; silence alone must not end the wait for the final reply earlier.
  socketTimeout: smtpTimeouts(options).replyMs + smtpTimeouts(options).sendMs,
  socketCloseTimeout: goodbyeMs,
  maxResponseSize: 16 * 1024,
});

function leave(connection: SMTPConnection): void {
  connection.quit();
  setTimeout(() => connection.close(), goodbyeMs).unref();
}

/**
 * Opens a connection, lets `talk` use it and closes it, whatever happens.
 * @throws ConnectorError that says by its kind whether the message may have been accepted.
 */
export async function converse<Result>(
  options: SmtpOptions,
  signal: AbortSignal | undefined,
  talk: (conversation: SmtpConversation) => Promise<Result>,
): Promise<Result> {
  const connection = new SMTPConnection(connectionOptions(options));
  const broken = Promise.withResolvers<never>();
  let stage: SmtpStage = 'connect';
  let deadline: NodeJS.Timeout | undefined;
  const enter = (next: SmtpStage, timeoutMs?: number): void => {
    stage = next;
    if (timeoutMs === undefined) return;
    clearTimeout(deadline);
    deadline = setTimeout(() => broken.reject(new Error(`no end after ${timeoutMs} ms`)), timeoutMs);
  };
  const cancel = () => broken.reject(new Error('cancelled by the caller'));
  connection.on('error', broken.reject);
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted === true) cancel();
  try {
    const result = await Promise.race([broken.promise, talk({ connection, enter })]);
    leave(connection);
    return result;
  } catch (error) {
    connection.close();
    throw toConnectorError(error, stage, `${options.host}:${options.port}`);
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', cancel);
  }
}

/** Connects, encrypts as configured, and signs in when there is a user. */
export async function open({ connection, enter }: SmtpConversation, options: SmtpOptions): Promise<void> {
  enter('connect', smtpTimeouts(options).connectMs);
  await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  enter('sign-in', smtpTimeouts(options).sendMs);
  if (options.user === null) return;
  if (!connection.allowsAuth)
    throw new ConnectorError('denied', `Mail server ${options.host}:${options.port} offers no sign-in although a user is configured`);
  const credentials = { user: options.user, pass: options.password ?? '' };
  await new Promise<void>((resolve, reject) => connection.login({ credentials }, (error) => (error ? reject(error) : resolve())));
}

/**
 * The message as a stream. Nothing reads it before the server's 354; then `onStart` runs, and its first byte follows. `onEnd`
 * is called when all of it is handed over.
 */
function messageStream(content: Buffer, onStart: () => Promise<void>, onEnd: () => void): Readable {
  let offset = 0;
  const pushNext = (stream: Readable): void => {
    const chunk = content.subarray(offset, offset + chunkBytes);
    offset += chunk.length;
    stream.push(chunk.length === 0 ? null : chunk);
  };
  const stream = new Readable({
    highWaterMark: chunkBytes,
    read() {
      if (offset > 0) pushNext(this);
      else
        onStart().then(
          () => pushNext(this),
          (error: unknown) => this.destroy(new Error('stopped before the message', { cause: error })),
        );
    },
  });
  return stream.once('end', onEnd);
}

/** Sends one message over an open connection; the stage tells how far it got. */
export function transmit(
  { connection, enter }: SmtpConversation,
  options: SmtpOptions,
  mail: { readonly from: string; readonly to: readonly string[]; readonly content: Buffer; readonly beforeTransmit?: () => Promise<void> },
): Promise<SMTPConnectionSendInfo> {
  enter('envelope', smtpTimeouts(options).sendMs);
  const start = async (): Promise<void> => {
    await mail.beforeTransmit?.();
    enter('message');
  };
  const stream = messageStream(mail.content, start, () => enter('reply', smtpTimeouts(options).replyMs));
  return new Promise((resolve, reject) => {
    const envelope = { from: mail.from, to: [...mail.to], size: mail.content.length };
    connection.send(envelope, stream, (error, info) => (error || !info ? reject(error ?? new Error('no result')) : resolve(info)));
  });
}
