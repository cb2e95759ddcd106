import type { ErrorBody } from './contract.ts';

export type ErrorCode = ErrorBody['error']['code'] | 'offline' | 'unreadable';

/** What went wrong with a call: the API's own error, or that nothing (readable) answered. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;

  constructor(input: {
    status: number;
    code: ErrorCode;
    message: string;
    details?: Record<string, unknown>;
    requestId?: string;
    cause?: unknown;
  }) {
    super(input.message, { cause: input.cause });
    this.name = 'ApiError';
    this.status = input.status;
    this.code = input.code;
    this.details = input.details ?? {};
    this.requestId = input.requestId ?? null;
  }
}

/** The error of an answer in the one error shape; anything else is told as unreadable. */
export function errorFrom(status: number, body: unknown): ApiError {
  const error = typeof body === 'object' && body !== null && 'error' in body ? (body as ErrorBody).error : null;
  if (error !== null && typeof error.message === 'string') {
    return new ApiError({ status, code: error.code, message: error.message, details: error.details ?? {}, requestId: error.requestId });
  }
  return new ApiError({ status, code: status >= 500 ? 'unavailable' : 'unreadable', message: `The server answered with status ${status}` });
}

/** A sentence about any failure. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'Something failed that has no name');

/** Whether asking again may help: nothing answered, or the server itself was at fault. */
export const isPassing = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status >= 500 || error.status === 429;
