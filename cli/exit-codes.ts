/** What the program's exit code says; shown in its help. */
export const exitCodes = {
  done: 0,
  failed: 1,
  invalid: 2,
  unreachable: 3,
  notAllowed: 4,
  notFound: 5,
  conflict: 6,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeHelp = `
Exit codes:
  0  done (or kept, and applied as soon as a worker takes it)
  1  the server failed, or what was tested or checked is not as it should be
  2  wrong usage, or the server found the input invalid
  3  the server cannot be reached, or is not available right now
  4  no valid credential, or not the role for it
  5  there is no such thing
  6  closed, changed meanwhile, or in conflict with what is there
`;

/** Ends the program with a message for people and a code for scripts. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  readonly details: Readonly<Record<string, unknown>> | null;
  constructor(exitCode: ExitCode, message: string, details: Readonly<Record<string, unknown>> | null = null) {
    super(message);
    this.exitCode = exitCode;
    this.details = details;
  }
}
