import type { MailMessage } from '../../domain/effects/mail.ts';

/** A recipient that was not served although the message was sent to others. */
export interface RejectedRecipient {
  readonly address: string;
  /** The server's reply, or why the address was never offered to it. */
  readonly reason: string;
}

/** What the server took over. */
export interface MailReceipt {
  /** The server's reply to the message. */
  readonly response: string;
  readonly accepted: readonly string[];
  readonly rejected: readonly RejectedRecipient[];
  /** Message-ID that recipients see, without angle brackets; differs from ours where the server replaces it. */
  readonly messageId: string;
}

export interface SendOptions {
  /** Stops waiting. Once the whole message is out, the outcome is then unknown. */
  readonly signal?: AbortSignal;
  /**
   * Called once, when the server has agreed to take the message and before its first byte is sent: until then even a crash
   * leaves no doubt that it was not accepted. When this rejects, nothing is sent and `send` rejects with the same error.
   */
  readonly beforeTransmit?: () => Promise<void>;
}

/**
 * Hands a message to an SMTP server. Resolves when the server accepted it for at least one recipient. Throws `ConnectorError`:
 * `unreachable` or `unavailable` when it certainly was not accepted and may be tried again (no connection, no encryption,
 * broken before the end of the message, or a 4xx reply), `invalid` or `denied` on a 5xx reply, `unknown-outcome` when the
 * whole message had been sent and no reply came.
 */
export interface Mailer {
  send(message: MailMessage, options?: SendOptions): Promise<MailReceipt>;
  /** Connects, encrypts, signs in and says goodbye, for health checks. */
  verify(): Promise<void>;
}
