import pg from 'pg';
import { ConnectorError } from '../contract.ts';
import { codeOf, toConnectorError } from './database-error.ts';
import type { PipelineDbSettings } from './settings.ts';
import { findAddress } from './source.ts';

/** Rows of a statement; every column is selected as text. */
export type Query = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

/** Somebody else's database: only ever read, in short transactions. Throws `ConnectorError` and nothing else. */
export interface SourceDatabase {
  read<Value>(work: (query: Query) => Promise<Value>, signal?: AbortSignal): Promise<Value>;
}

interface Opened {
  readonly pool: pg.Pool;
  readonly password: string | null;
}

const connectPatienceMs = 10_000;

async function open(settings: PipelineDbSettings, signal?: AbortSignal): Promise<Opened> {
  const address = await findAddress(settings, signal);
  const pool = new pg.Pool({
    ...address,
    max: 2,
    idleTimeoutMillis: 1_000,
    allowExitOnIdle: true,
    connectionTimeoutMillis: Math.min(connectPatienceMs, settings.timeoutSeconds * 1000),
    // The client's own patience, should the server not keep to its limit.
    query_timeout: settings.timeoutSeconds * 1000 + 1_000,
    application_name: 'nightshift',
  });
  // A connection that breaks while nobody uses it is replaced at the next use.
  pool.on('error', () => undefined);
  return { pool, password: typeof address.password === 'string' ? address.password : null };
}

const rolledBack = (client: pg.PoolClient): Promise<boolean> =>
  client.query('rollback').then(
    () => true,
    () => false,
  );

/** Opens the database when it is first read. */
export function openSourceDatabase(settings: PipelineDbSettings): SourceDatabase {
  const { name: platform, timeoutSeconds } = settings;
  let opened: Promise<Opened> | null = null;
  const begin = `begin transaction read only; set local statement_timeout = ${Math.ceil(timeoutSeconds * 1000)}; set local lock_timeout = 2000`;

  /** A password that is no good any more may have been changed where it is kept. */
  const forget = async (mine: Promise<Opened>): Promise<void> => {
    if (opened === mine) opened = null;
    await (await mine).pool.end().catch(() => undefined);
  };

  const inTransaction = async <Value>(pool: pg.Pool, work: (query: Query) => Promise<Value>): Promise<Value> => {
    const client = await pool.connect();
    try {
      await client.query(begin);
      const value = await work(async <Row extends object>(text: string, values: readonly unknown[] = []) => {
        return (await client.query<Row>(text, [...values])).rows;
      });
      await client.query('commit');
      client.release();
      return value;
    } catch (error) {
      // A server that answered can go on; whatever state the others are in ends with their connection.
      const refused = error instanceof pg.DatabaseError && (await rolledBack(client));
      client.release(!refused);
      throw error;
    }
  };

  return {
    read: async (work, signal) => {
      signal?.throwIfAborted();
      opened ??= open(settings, signal);
      const mine = opened;
      let password: string | null = null;
      try {
        const { pool, password: secret } = await mine;
        password = secret;
        return await inTransaction(pool, work);
      } catch (error) {
        if (opened === mine && error instanceof ConnectorError && password === null) opened = null;
        if (codeOf(error).startsWith('28')) await forget(mine);
        throw toConnectorError(platform, error, password);
      }
    },
  };
}
