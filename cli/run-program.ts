import { type Command, CommanderError } from '@commander-js/extra-typings';
import { CliError, exitCodes } from './exit-codes.ts';
import { createProgram } from './program.ts';

interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Every command reports wrong usage instead of ending the process, and writes to the same streams. */
function prepare(command: Command, streams: Streams): void {
  command.exitOverride().configureOutput({ writeOut: streams.out, writeErr: streams.err });
  for (const sub of command.commands) prepare(sub as Command, streams);
}

const problemsOf = (details: Readonly<Record<string, unknown>> | null): string =>
  Object.entries(details ?? {})
    .filter(([, problem]) => typeof problem === 'string')
    .map(([field, problem]) => `\n  ${field}: ${String(problem)}`)
    .join('');

/** Runs the program with these arguments. @returns its exit code */
export async function runProgram(args: readonly string[], version: string, streams: Streams): Promise<number> {
  let ends: number = exitCodes.done;
  const program = createProgram(version, streams.out, (code) => void (ends = code), streams.err);
  prepare(program as unknown as Command, streams);
  try {
    await program.parseAsync(args, { from: 'user' });
    return ends;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 || error.code === 'commander.help' ? exitCodes.done : exitCodes.invalid;
    if (!(error instanceof CliError)) throw error;
    if (args.includes('--json'))
      streams.err(
        `${JSON.stringify({ error: { message: error.message, ...(error.details === null ? {} : { details: error.details }) } })}\n`,
      );
    else streams.err(`${error.message}${error.exitCode === exitCodes.invalid ? problemsOf(error.details) : ''}\n`);
    return error.exitCode;
  }
}
