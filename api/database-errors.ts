/** Every code along an error's chain of causes: SQLSTATEs of the database and codes of the operating system. */
export function causeCodes(error: unknown): readonly string[] {
  const codes: string[] = [];
  for (let current = error, depth = 0; current instanceof Error && depth < 8; current = current.cause, depth++) {
    const { code } = current as Error & { code?: unknown };
    if (typeof code === 'string') codes.push(code);
  }
  return codes;
}

/** The database cannot hold a value: a data exception (class 22). */
export const isUnstorable = (codes: readonly string[]): boolean => codes.some((code) => /^22[0-9A-Z]{3}$/.test(code));

const networkCodes = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN'];

/** The database is not there, is going away, has no room for a connection or does not answer in time. */
export function isOutage(error: unknown, codes: readonly string[]): boolean {
  if (codes.some((code) => networkCodes.includes(code) || /^(?:08|53|57P)/.test(code))) return true;
  for (let current = error, depth = 0; current instanceof Error && depth < 8; current = current.cause, depth++)
    if (
      /Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error/i.test(
        current.message,
      )
    )
      return true;
  return false;
}
