/** An error in parts, as programs report it. */
export interface ErrorParts {
  readonly code?: string | number | null | undefined;
  readonly message: string;
  readonly exception?: string | null | undefined;
  readonly details?: string | Readonly<Record<string, unknown>> | null | undefined;
}

/** An error as one text. An HTTP status is told as such; any other code as it is. */
export function errorText({ code, message, exception, details }: ErrorParts): string {
  const isStatus = /^[1-5]\d\d$/.test(String(code ?? ''));
  const parts = [
    exception ? `${exception}: ${message}` : message,
    ...(code === undefined || code === null ? [] : [isStatus ? `HTTP ${code}` : `code: ${code}`]),
    ...(details === undefined || details === null ? [] : [typeof details === 'string' ? details : JSON.stringify(details)]),
  ];
  return parts.join('\n');
}
