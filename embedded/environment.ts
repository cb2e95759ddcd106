import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Environment variables as an entry point read them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The checkout that this code belongs to. */
export const projectDirectory = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** A setting's text, or undefined when it is missing or blank. */
export function setting(environment: Environment, name: string): string | undefined {
  const text = environment[name]?.trim();
  return text === undefined || text === '' ? undefined : text;
}

/** A problem that the reader can solve: its message is all that is shown, without a stack trace. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The text to show for whatever was thrown. */
export const messageOf = (problem: unknown): string => (problem instanceof Error ? problem.message : String(problem));
