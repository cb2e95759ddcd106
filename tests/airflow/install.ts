import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../../embedded/temporal-cli.ts';

export const airflowVersion = '3.3.2';

const run = (command: string, parameters: readonly string[], environment: Readonly<Record<string, string>> = {}): void =>
  void execFileSync(command, parameters, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...environment } });

/** A Python environment with Airflow in it, made once and kept between checkouts. @returns its folder */
export function installAirflow(): string {
  const kept = join(cacheDirectory(process.env), `airflow-${airflowVersion}`);
  if (existsSync(join(kept, 'complete'))) return kept;
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(cacheDirectory(process.env), { recursive: true });
  // Scripts of an environment name its folder, so that it is made where it stays; the mark comes last.
  run('python3', ['-m', 'venv', kept]);
  run(join(kept, 'bin/pip'), ['install', '--quiet', 'uv']);
  run(join(kept, 'bin/uv'), ['pip', 'install', '--quiet', `apache-airflow==${airflowVersion}`], { VIRTUAL_ENV: kept });
  mkdirSync(join(kept, 'complete.new'));
  renameSync(join(kept, 'complete.new'), join(kept, 'complete'));
  return kept;
}
