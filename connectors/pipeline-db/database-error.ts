import { ConnectorError, type ConnectorErrorKind } from '../contract.ts';

/** What a code of PostgreSQL or of the connection means; the first that fits. Codes: PostgreSQL's appendix A, and Node's. */
const meanings: readonly (readonly [pattern: RegExp, kind: ConnectorErrorKind, advice: string])[] = [
  [/^28P01/, 'denied', 'check user and password'],
  [/^28/, 'denied', 'the server does not let this user in from here; if it wants encryption, add sslmode=require to the address'],
  [/^42501/, 'denied', 'grant the role SELECT on the table and USAGE on its schema'],
  [/^3D000/, 'invalid', 'there is no such database on this server'],
  [/^42P01/, 'invalid', 'check the name of the table, with its schema'],
  [/^42703/, 'invalid', 'check the names of the columns'],
  [/^57014|^QUERY_TIMEOUT/, 'unavailable', 'it took too long: an index on (status, finished_at) helps, or a longer timeoutSeconds'],
  [/^53/, 'unavailable', 'the server has no connection or memory to spare'],
  [
    /^(?:08|57P|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ETIMEDOUT|ENOENT|CONNECTION)/,
    'unreachable',
    'check host and port, and that this machine may reach them',
  ],
  [/^(?:40|55P03|25|XX)/, 'unavailable', 'it may work the next time'],
  [/CERT|TLS|SSL|SELF_SIGNED/, 'denied', 'the encrypted connection was not accepted: look at sslmode and the certificate'],
];

/** pg tells of some troubles by words alone. */
const wordsToCode: readonly (readonly [pattern: RegExp, code: string])[] = [
  [/read timeout/i, 'QUERY_TIMEOUT'],
  [/timeout|terminated|closed|not queryable|socket/i, 'CONNECTION'],
  [/SSL|certificate/i, 'SSL'],
];

/** The code of an error; of several connection attempts, that of the first. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string') return code;
  return wordsToCode.find(([pattern]) => pattern.test(String(message)))?.[1] ?? '';
}

const wordsOf = (error: unknown): string => {
  const first = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  return (first instanceof Error ? first.message : String(first)).replace(/\s+/g, ' ').slice(0, 300);
};

/** Any trouble with the database as the one error that connectors throw, without the password. */
export function toConnectorError(platform: string, error: unknown, password: string | null): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const code = codeOf(error);
  const [, kind, advice] = meanings.find(([pattern]) => pattern.test(code)) ?? [
    null,
    'invalid' as const,
    'the query does not fit this table',
  ];
  const said = password === null || password.length < 4 ? wordsOf(error) : wordsOf(error).replaceAll(password, '••••');
  return new ConnectorError(kind, `The database of ${platform}: ${said} – ${advice}`, { cause: error });
}
