import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError, readConfig } from '../config.ts';
import { describeModel } from '../config-model.ts';
import { type Environment, messageOf, projectDirectory, StartError } from './environment.ts';
import { runCommand } from './run-command.ts';
import type { Stack } from './stack.ts';

/** The setting for `--jobs DIR`. npm changes the directory; what the user types is relative to where they are. */
export function jobsDirectory(given: string | undefined): Environment {
  if (given === undefined) return {};
  const directory = resolve(process.env['INIT_CWD'] ?? '.', given);
  if (!existsSync(directory)) throw new StartError(`--jobs names ${directory}, which does not exist.`);
  return { JOBS_DIR: directory };
}

/** Where everything is to be found. */
export function printUrls({ urls, stateDirectory, environment }: Stack, say: (line: string) => void): void {
  say('');
  say(`  Web UI       ${urls.web}`);
  say(`  API docs     ${urls.docs}`);
  if (urls.temporal !== undefined) say(`  Temporal UI  ${urls.temporal}`);
  say(`  Outbox       ${urls.outbox}`);
  say(`  State, logs  ${stateDirectory}`);
  say(`  Model        ${describeModel(readConfig(environment))}`);
  say('');
}

/** Takes the settings of a `.env` file in the checkout into the environment; what is set already stays. */
function loadEnvironmentFile(): void {
  const file = join(projectDirectory, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/** What is wrong in the job definitions, each with file and field; checked by the local platform itself, in a process of its own. */
export async function jobProblems(jobsDir: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runCommand(
    process.execPath,
    ['connectors/local/check-jobs.ts', resolve(projectDirectory, jobsDir)],
    {
      environment: process.env,
      directory: projectDirectory,
    },
  );
  if (code !== 0) throw new StartError(`The job definitions could not be checked: ${stderr.trim()}`);
  return (JSON.parse(stdout) as { problems: readonly string[] }).problems;
}

/** Runs a program of the embedded stack: settings of `.env` first, and a problem that the user can mend is told without a call stack. */
export async function runEntry(run: () => Promise<void>): Promise<void> {
  try {
    loadEnvironmentFile();
    await run();
  } catch (problem) {
    const expected =
      problem instanceof StartError ||
      problem instanceof ConfigError ||
      (problem as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
    console.error(expected ? messageOf(problem) : problem);
    process.exit(1);
  }
}
