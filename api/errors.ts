import type { ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { StoreRefusal } from '../store/refusal.ts';
import { causeCodes, isOutage, isUnstorable } from './database-errors.ts';
import type { ApiEnv } from './env.ts';

/** Every code an answer can carry, with the status it comes with. */
export const errorStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  closed: 409,
  stale: 412,
  'too-large': 413,
  'unsupported-media-type': 415,
  'rate-limited': 429,
  internal: 500,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof errorStatus;

interface AppErrorOptions {
  readonly details?: Readonly<Record<string, unknown>> | null;
  /** Where the code's own status is not precise enough, e.g. 405. */
  readonly status?: ContentfulStatusCode;
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** The one error of the API. What else is thrown is turned into one by `toAppError`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly status: ContentfulStatusCode;
  readonly headers: Readonly<Record<string, string>>;
  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? null;
    this.status = options.status ?? errorStatus[code];
    this.headers = {
      ...options.headers,
      ...(options.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(options.retryAfterSeconds) }),
    };
  }
}

/** A caller's mistake in one field. */
export const invalidField = (field: string, problem: string): AppError =>
  new AppError('invalid', `${field} ${problem}`, { details: { [field]: problem } });

const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  413: 'too-large',
  415: 'unsupported-media-type',
  429: 'rate-limited',
  503: 'unavailable',
};

const explained = (error: HTTPException): string =>
  error.status === 415 ? 'The body must be JSON: send it with Content-Type: application/json' : error.message || 'The request is not valid';

/** What the caller is told about any error. Only an internal one is our fault, and says nothing of its reason. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof StoreRefusal) return new AppError(error.code, error.message, { details: error.details, cause: error });
  if (error instanceof HTTPException) {
    const code = codeOfStatus[error.status] ?? (error.status < 500 ? 'invalid' : 'internal');
    return new AppError(code, explained(error), { status: error.status, cause: error });
  }
  const codes = causeCodes(error);
  if (isUnstorable(codes)) return new AppError('invalid', 'The request holds a value that cannot be stored', { cause: error });
  if (isOutage(error, codes))
    return new AppError('unavailable', 'The database cannot be reached right now; nothing was changed', {
      retryAfterSeconds: 2,
      cause: error,
    });
  return new AppError('internal', 'Something went wrong on our side; the request id leads to the reason in the log', { cause: error });
}

/** The body of every error. */
export const errorBody = (error: AppError, requestId: string) => ({
  error: { code: error.code, message: error.message, ...(error.details === null ? {} : { details: { ...error.details } }), requestId },
});

/** Turns whatever a route throws into the one error shape. */
export const onError: ErrorHandler<ApiEnv> = (thrown, c) => {
  const error = c.get('bodyProblem') ?? toAppError(thrown);
  const log = c.get('log');
  if (error.status >= 500)
    log?.error({ event: 'request-failed', requestId: c.get('requestId'), code: error.code, err: error.cause ?? thrown });
  return c.json(errorBody(error, c.get('requestId') ?? ''), error.status, { ...error.headers });
};
