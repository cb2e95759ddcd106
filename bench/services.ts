import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { freePort } from '../embedded/ports.ts';
import { apiFlags } from '../embedded/stack-plan.ts';
import { obtainTemporalCli } from '../embedded/temporal-cli.ts';
import { temporalServerArguments } from '../embedded/temporal-server.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { startPostgres } from '../tests/support/postgres.ts';
import { type Child, startNode, startProgram } from './children.ts';

/** What the measurements run on: PostgreSQL, a Temporal development server, and processes of ours. */
export interface Services {
  readonly database: TestDatabase;
  readonly client: Client;
  /** Settings of our processes. */
  readonly environment: Readonly<Record<string, string>>;
  startWorker(): Promise<Child>;
  startApi(port: number, more?: Readonly<Record<string, string>>): Promise<Child>;
  stop(): Promise<void>;
}

const secret = () => randomBytes(24).toString('hex');

export async function startServices(): Promise<Services> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.toReversed()) await step().catch((error: unknown) => console.error(error));
  };
  try {
    const database = await startDatabase(undo);
    const { address, client } = await startTemporal(undo);
    const environment = {
      NIGHTSHIFT_ENV: 'production',
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: address,
      SECRET_KEY: secret(),
      PUBLIC_URL: 'http://nightshift.example.com',
      EMAIL_ENABLED: 'false',
      TRIGGER_RATE_PER_MINUTE: '1000000',
      LOG_LEVEL: 'info',
    };
    const start = async (entry: string, more: Readonly<Record<string, string>> = {}, flags: readonly string[] = []) => {
      const child = await startNode(join(import.meta.dirname, entry), { ...environment, ...more }, flags);
      undo.push(child.stop);
      return child;
    };
    return {
      database,
      client,
      environment,
      startWorker: () => start('worker.ts'),
      startApi: (port, more) => start('../api/server.ts', { PORT: String(port), ...more }, apiFlags),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startDatabase(undo: (() => Promise<unknown>)[]): Promise<TestDatabase> {
  if (process.env['TEST_DATABASE_URL'] === undefined) {
    const server = await startPostgres();
    undo.push(server.stop);
    process.env['TEST_DATABASE_URL'] = server.url;
  }
  const database = await openTestDatabase();
  undo.push(database.close);
  return database;
}

async function startTemporal(undo: (() => Promise<unknown>)[]): Promise<{ address: string; client: Client }> {
  const executable = await obtainTemporalCli({ environment: process.env, says: console.log });
  const stateDirectory = mkdtempSync(join(tmpdir(), 'nightshift-bench-'));
  mkdirSync(join(stateDirectory, 'temporal'));
  undo.push(async () => rmSync(stateDirectory, { recursive: true, force: true }));
  const port = await freePort('127.0.0.1');
  const parameters = temporalServerArguments({
    executable,
    stateDirectory,
    port,
    uiPort: await freePort('127.0.0.1'),
    namespace: 'default',
  });
  const address = `127.0.0.1:${port}`;
  const server = await startProgram(executable, [...parameters, '--headless'], async () => {
    const connection = await Connection.connect({ address, connectTimeout: '1 second' });
    try {
      await connection.workflowService.describeNamespace({ namespace: 'default' });
    } finally {
      await connection.close();
    }
  });
  undo.push(server.stop);
  const connection = await Connection.connect({ address });
  undo.push(() => connection.close());
  return { address, client: new Client({ connection }) };
}
