import { spawn } from 'node:child_process';
import type { Environment } from './environment.ts';

/** How a command ended and what it said. Code 127: there is no such command. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly environment: Environment;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly directory?: string;
}

/** Runs a command to its end without a shell. Tests pass their own. */
export type RunCommand = (command: string, args: readonly string[], options: CommandOptions) => Promise<CommandResult>;

/** The real one. Never rejects: a command that cannot be started has code 127. */
export const runCommand: RunCommand = (command, args, { environment, timeoutMs = 600_000, signal, directory }) =>
  new Promise((done) => {
    // Not spawn's own timeout: its timer outlives a command that could not be started, and holds the program.
    const limit = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]);
    const child = spawn(command, [...args], { env: environment, cwd: directory, stdio: ['ignore', 'pipe', 'pipe'], signal: limit });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout = (stdout + text).slice(-65_536)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-65_536)));
    child.once('error', (problem) => done({ code: 127, stdout, stderr: problem.message }));
    child.once('close', (code) => done({ code: code ?? 1, stdout, stderr }));
  });
