import { readFile, writeFile } from 'node:fs/promises';
import { CliError, exitCodes } from './exit-codes.ts';

const told = (file: string, problem: unknown): CliError =>
  new CliError(exitCodes.invalid, `${file}: ${problem instanceof Error ? problem.message : String(problem)}`);

/** A text file that the command was given. @throws CliError */
export async function readTextFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (problem) {
    throw told(file, problem);
  }
}

/** A JSON file that the command was given. @throws CliError */
export async function readJsonFile(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readTextFile(file));
  } catch (problem) {
    throw problem instanceof CliError ? problem : told(file, problem);
  }
}

/** Writes what a command was asked to keep, as JSON; only the user may read it. @throws CliError */
export async function writeJsonFile(file: string, value: unknown): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  } catch (problem) {
    throw told(file, problem);
  }
}
