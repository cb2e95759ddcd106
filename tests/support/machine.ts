import { existsSync } from 'node:fs';
import { obtainTemporalCli, obtainTestServer } from '../../embedded/temporal-cli.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';

/** What a tier needs beside Node. */
export const needs = ['test-server', 'temporal', 'postgres', 'chromium'] as const;
export type Need = (typeof needs)[number];

export const chromiumPath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => existsSync(path));

export interface Machine {
  /** Environment that tells the tests where things are. */
  readonly environment: Readonly<Record<string, string>>;
  /** By need, why it is not to be had. */
  readonly missing: ReadonlyMap<Need, string>;
  stop(): Promise<void>;
}

/** Looks what this machine has, and starts a PostgreSQL server for the tests where it can. */
export async function lookAround(): Promise<Machine> {
  const environment: Record<string, string> = {};
  const missing = new Map<Need, string>();
  const attempt = async (need: Need, work: () => Promise<void>) => {
    try {
      await work();
    } catch (problem) {
      missing.set(need, problem instanceof Error ? (problem.message.split('\n')[0] ?? '') : String(problem));
    }
  };
  await attempt(
    'test-server',
    async () => void (environment['TEMPORAL_TEST_SERVER_PATH'] = await obtainTestServer({ environment: process.env, says: console.log })),
  );
  await attempt(
    'temporal',
    async () => void (environment['TEMPORAL_CLI_PATH'] = await obtainTemporalCli({ environment: process.env, says: console.log })),
  );
  let postgres: RunningPostgres | undefined;
  await attempt('postgres', async () => {
    if (process.env['TEST_DATABASE_URL'] === undefined) postgres = await startPostgres();
    environment['POSTGRES_URL'] = process.env['TEST_DATABASE_URL'] ?? postgres?.url ?? '';
  });
  if (chromiumPath === undefined) missing.set('chromium', 'no Chromium or Chrome is installed (on Debian: apt-get install chromium)');
  else environment['CHROMIUM_PATH'] = chromiumPath;
  return { environment, missing, stop: async () => postgres?.stop() };
}
