import parseAddresses from 'nodemailer/lib/addressparser';
import { cleanLine, shorten } from '../../domain/effects/clean-text.ts';
import type { MailMessage } from '../../domain/effects/mail.ts';
import { ConnectorError } from '../contract.ts';
import { buildMessage, envelopeAddress, sortRecipients } from './build-message.ts';
import type { Mailer, MailReceipt, RejectedRecipient, SendOptions } from './contract.ts';
import { converse, open, transmit } from './smtp-conversation.ts';
import type { SmtpOptions } from './smtp-options.ts';

function readSender(from: string): { name: string; address: string } {
  const [first, ...others] = parseAddresses(cleanLine(from), { flatten: true });
  const sender = first === undefined || others.length > 0 ? null : envelopeAddress(first.address ?? '');
  if (first === undefined || sender === null)
    throw new ConnectorError('invalid', `The sender "${cleanLine(from)}" is not one mail address`);
  return { name: first.name, address: sender };
}

const refused = (errors: readonly Error[] | undefined): RejectedRecipient[] =>
  (errors ?? []).map((error) => ({
    address: String(Reflect.get(error, 'recipient') ?? ''),
    reason: shorten(cleanLine(String(Reflect.get(error, 'response') ?? error.message)), 300),
  }));

/** Runs the caller's step and remembers its failure, so that the caller gets that one and not what it made of the conversation. */
function guard(step: (() => Promise<void>) | undefined) {
  let failed: { readonly error: unknown } | null = null;
  const run = async (): Promise<void> => {
    try {
      await step?.();
    } catch (error) {
      failed = { error };
      throw error;
    }
  };
  const rethrow = (error: unknown): never => {
    throw failed === null ? error : failed.error;
  };
  return { run, rethrow };
}

/**
 * A mailer for any SMTP server. One connection per message, no retries of its own: whether a message may be sent again
 * is the caller's decision, and the error's kind is what it needs for it.
 * @throws ConnectorError when the sender is not one mail address.
 */
export function createSmtpMailer(options: SmtpOptions): Mailer {
  const sender = readSender(options.from);

  const send = async (message: MailMessage, { signal, beforeTransmit }: SendOptions = {}): Promise<MailReceipt> => {
    const { valid, rejected } = sortRecipients(message.to);
    if (valid.length === 0)
      throw new ConnectorError(
        'invalid',
        `The mail has no valid recipient (${rejected.map((one) => one.address).join(', ') || 'none given'})`,
      );
    const content = await buildMessage(message, sender, valid);
    const gate = guard(beforeTransmit);
    const talk = converse(options, signal, async (conversation) => {
      await open(conversation, options);
      return transmit(conversation, options, { from: sender.address, to: valid, content, beforeTransmit: gate.run });
    });
    const info = await talk.catch((error: unknown) => gate.rethrow(error));
    return {
      response: shorten(cleanLine(info.response), 300),
      accepted: info.accepted,
      rejected: [...rejected, ...refused(info.rejectedErrors)],
      messageId: (info.serverMessageId ?? message.messageId).replace(/^<|>$/g, ''),
    };
  };

  return { send, verify: () => converse(options, undefined, (conversation) => open(conversation, options)) };
}
