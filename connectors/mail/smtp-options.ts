/** How to reach the SMTP server, and as whom. */
export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** `starttls` refuses to go on without encryption, `tls` encrypts from the first byte, `none` never encrypts. */
  readonly security: 'starttls' | 'tls' | 'none';
  /** Null where the server asks for no sign-in. */
  readonly user: string | null;
  readonly password: string | null;
  /** PEM text of the certificate authority to trust instead of the well-known ones. */
  readonly ca: string | null;
  /** From header, e.g. `Nightshift <nightshift@example.com>`. */
  readonly from: string;
  /** Until the server is connected, greeted and encrypted; default 20 s. */
  readonly connectTimeoutMs?: number;
  /** From the first byte to the end of the message; default 90 s. */
  readonly sendTimeoutMs?: number;
  /** From the end of the message to the server's reply; default 5 minutes: giving up early makes outcomes unknown. */
  readonly replyTimeoutMs?: number;
}

export const smtpTimeouts = (options: SmtpOptions) => ({
  connectMs: options.connectTimeoutMs ?? 20_000,
  sendMs: options.sendTimeoutMs ?? 90_000,
  replyMs: options.replyTimeoutMs ?? 300_000,
});
