import { cleanLine, shorten } from '../../domain/effects/clean-text.ts';
import { ConnectorError, type ConnectorErrorKind } from '../contract.ts';

/**
 * How far a conversation has come. `connect`: up to the encrypted greeting; `sign-in`; `envelope`: sender, recipients and the
 * DATA command; `message`: its text, not yet ended; `reply`: the final dot may have been sent and its reply is awaited.
 */
export type SmtpStage = 'connect' | 'sign-in' | 'envelope' | 'message' | 'reply';

/** The fields that nodemailer adds to its errors, each of which may be missing. */
interface SmtpFailure {
  readonly code: string | null;
  readonly command: string | null;
  readonly reply: number | null;
  readonly response: string;
  readonly text: string;
}

const textField = (error: object, name: string): string | null => {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : null;
};

function readFailure(error: unknown): SmtpFailure {
  if (!(error instanceof Error)) return { code: null, command: null, reply: null, response: '', text: String(error) };
  const response = textField(error, 'response') ?? '';
  const reply = /^([45]\d\d)(?!\d)/.exec(response);
  return {
    code: textField(error, 'code'),
    command: textField(error, 'command'),
    reply: reply === null ? null : Number(reply[1]),
    response,
    text: error.message,
  };
}

const signInReplies = [530, 534, 535, 538];
const aboutSignIn = (failure: SmtpFailure): boolean =>
  failure.code === 'EAUTH' || signInReplies.includes(failure.reply ?? 0) || /^5\d\d[ -]5\.7\.(8|9|30|57|139)\b/.test(failure.response);

const isEncryptionFailure = (failure: SmtpFailure): boolean =>
  failure.code === 'ETLS' || failure.command === 'STARTTLS' || /certificate|self.signed|SSL routines|TLS/i.test(failure.text);

function kindOf(failure: SmtpFailure, stage: SmtpStage): ConnectorErrorKind {
  if (stage === 'reply' && failure.reply === null) return 'unknown-outcome';
  if (stage === 'connect' && (isEncryptionFailure(failure) || failure.command === 'EHLO')) return 'unreachable';
  if (failure.reply !== null && failure.reply < 500) return 'unavailable';
  if (aboutSignIn(failure)) return 'denied';
  if (failure.reply !== null) return stage === 'connect' ? 'denied' : 'invalid';
  return failure.code === 'EENVELOPE' || failure.code === 'EMESSAGE' ? 'invalid' : 'unreachable';
}

const unitMs = { s: 1000, m: 60_000, h: 3_600_000 } as const;
const longestWaitMs = 24 * unitMs.h;

/** The delay that greylisting servers name in their reply, e.g. `try again in 300 seconds` or `come back in 00:05:00`. */
export function retryDelay(response: string): number | null {
  const clock = /\bin (\d{1,2}):(\d\d):(\d\d)\b/.exec(response);
  if (clock !== null)
    return Math.min(Number(clock[1]) * unitMs.h + Number(clock[2]) * unitMs.m + Number(clock[3]) * unitMs.s, longestWaitMs);
  const words = /\b(?:in|after) (\d{1,5}) ?(s|m|h)(?:ec|in|our|\b)/i.exec(response);
  if (words === null) return null;
  const unit = words[2]?.toLowerCase();
  return Math.min(Number(words[1]) * (unit === 'h' ? unitMs.h : unit === 'm' ? unitMs.m : unitMs.s), longestWaitMs);
}

const stageWords: Readonly<Record<SmtpStage, string>> = {
  connect: 'while connecting; nothing was sent',
  'sign-in': 'while signing in; nothing was sent',
  envelope: 'before the message; nothing was sent',
  message: 'before the end of the message; it was not accepted',
  reply: 'after the whole message had been sent and before the server replied; it may have been accepted',
};

function describe(failure: SmtpFailure, stage: SmtpStage, kind: ConnectorErrorKind): string {
  const said = shorten(cleanLine(failure.response), 300);
  if (stage === 'connect' && failure.command === 'STARTTLS' && failure.reply !== null)
    return `does not offer STARTTLS (${said}); nothing was sent without encryption`;
  if (kind === 'denied' && failure.reply !== null)
    return `${aboutSignIn(failure) ? 'refused the sign-in' : 'refused the connection'}: ${said}`;
  if (kind === 'invalid' && failure.reply !== null) return `refused the message: ${said}`;
  if (kind === 'unavailable') return `asked to try again later: ${said}`;
  const text = shorten(cleanLine(failure.text), 300);
  return kind === 'invalid' || kind === 'denied' ? `cannot take the message: ${text}` : `failed ${stageWords[stage]}: ${text}`;
}

/** Turns whatever ended a conversation into the error that callers decide on. */
export function toConnectorError(error: unknown, stage: SmtpStage, server: string): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const failure = readFailure(error);
  const kind = kindOf(failure, stage);
  const delay = kind === 'unavailable' ? retryDelay(failure.response) : null;
  const message = `Mail server ${server} ${describe(failure, stage, kind)}`;
  return new ConnectorError(kind, message, delay === null ? { cause: error } : { cause: error, retryAfterMs: delay });
}
