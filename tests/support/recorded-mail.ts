import type { Mailer } from '../../connectors/mail/contract.ts';
import type { MailMessage } from '../../domain/effects/mail.ts';

/** A mailer that keeps what it is given and accepts everything, for tests that are not about SMTP. */
export interface RecordedMail extends Mailer {
  readonly sent: readonly MailMessage[];
  /** Called for each message; may throw. */
  onSend: (message: MailMessage) => void;
}

export function createRecordedMail(): RecordedMail {
  const sent: MailMessage[] = [];
  const mail: RecordedMail = {
    sent,
    onSend: () => undefined,
    send: async (message, options) => {
      await options?.beforeTransmit?.();
      mail.onSend(message);
      sent.push(message);
      return { response: '250 ok', accepted: message.to, rejected: [], messageId: message.messageId };
    },
    verify: async () => undefined,
  };
  return mail;
}
