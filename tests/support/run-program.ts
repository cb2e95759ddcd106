import { spawn } from 'node:child_process';

/** Runs a program to its end with our streams. @returns its exit code; a signal counts as failure. */
export function runProgram(
  command: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: 'inherit', env: { ...process.env, ...environment } });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
