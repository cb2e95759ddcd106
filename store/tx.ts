import type { EntityManager, MikroORM, PostgreSqlConnection } from '@mikro-orm/postgresql';
import type { Pool, PoolClient } from 'pg';
import type { Actor } from '../domain/people/actor.ts';
import { entitiesOver } from './entities-over.ts';
import { createStatementNames, noNames, type StatementNames, unknownTables } from './statement-names.ts';
import { openBatches, openOneByOne, rolledBack } from './statement-sender.ts';
import { wholeParameters } from './whole-text.ts';

/** Sees every tenant's rows and may write none; for the loops that look for work across tenants. */
export const everyTenant = '*';

/** One open transaction of one tenant and actor. Parameters are `$1`, `$2`, …; objects must be passed as JSON text. */
export interface Tx {
  readonly tenant: string;
  readonly actor: Actor;
  /** For entities of plain CRUD, in the same transaction. */
  readonly em: EntityManager;
  /** Statements that are started without waiting for each other travel together and run in the order of their start. */
  rows<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** The only row. @throws Error when there is none. */
  one<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row>;
  maybe<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row | null>;
  /**
   * Says that the statements which were just started are the last: the commit travels with them and costs no round trip of its own.
   * Nothing may be asked after it, and nothing read here may still turn the transaction down.
   */
  finish<const Statements extends readonly (Promise<unknown> | false | undefined)[]>(
    statements: Statements,
  ): Promise<{ readonly [Index in keyof Statements]: Awaited<Statements[Index]> }>;
}

/** Runs `work` in one transaction under row-level security, again when the database asks for it (deadlock, lost race on a step key). */
export type Transact = <Result>(tenant: string, actor: Actor, work: (tx: Tx) => Promise<Result>) => Promise<Result>;

/** Serialisation failure, deadlock, and the unique step key that two runs of one step race for. */
const worthAnotherTry = (error: unknown): boolean => {
  const { code, constraint } = findDriverError(error);
  return code === '40001' || code === '40P01' || (code === '23505' && constraint === 'record_step');
};

function findDriverError(error: unknown): { code?: string; constraint?: string } {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code, constraint } = current as Error & { code?: string; constraint?: string };
    if (code !== undefined && /^[0-9A-Z]{5}$/.test(code)) return constraint === undefined ? { code } : { code, constraint };
  }
  return {};
}

/** The database's own code of an error, undefined when it is none of the database's. */
export const sqlStateOf = (error: unknown): string | undefined => findDriverError(error).code;

/**
 * Longest the server waits for the next statement of an open transaction, milliseconds. A process that was stopped in the middle of
 * one holds rows that others need; they wait half as long again for a statement before they give up.
 */
const longestPauseMs = 20_000;

/** The one way to the data: every read and write of the product goes through the function this returns. */
export function createTransact(orm: MikroORM, { pauseMs = longestPauseMs } = {}): Transact {
  let place: Promise<Place> | undefined;
  const open = () => (place ??= findPlace(orm, pauseMs).catch((error: unknown) => ((place = undefined), Promise.reject(error))));
  return async (tenant, actor, work) => {
    const at = await open();
    at.names.look().catch(() => undefined);
    for (let attempt = 1; ; attempt++) {
      try {
        return await runOnce(at, tenant, actor, work);
      } catch (error) {
        const again = at.names.refusedWith(sqlStateOf(error)) || worthAnotherTry(error);
        if (attempt >= 4 || !again) throw error;
      }
    }
  };
}

/** Where transactions run. */
interface Place {
  readonly orm: MikroORM;
  readonly pool: Pool;
  readonly names: StatementNames;
  /** Sets the role, the tenant and how long a transaction may pause, until its end. */
  readonly opening: string;
  /** What is asked in one turn of the event loop is sent as one batch. */
  readonly inBatches: boolean;
}

const roleAndTenant = `select set_config('role', 'nightshift_app', true), set_config('nightshift.tenant', $1, true)`;

async function findPlace(orm: MikroORM, pauseMs: number): Promise<Place> {
  const pool = (await (orm.em.getConnection() as PostgreSqlConnection).getNativeClient()) as Pool;
  const version = (await pool.query<{ version: string }>('select version()')).rows[0]?.version;
  // The embedded database shares one session among all connections, has no timers, and does not skip what follows a failure.
  if (version?.includes('PGlite') === true) return { orm, pool, names: noNames, opening: roleAndTenant, inBatches: false };
  const names = createStatementNames(async () => (await pool.query<{ name: string }>(unknownTables)).rows.map(({ name }) => name));
  await names.look();
  const opening = `${roleAndTenant}, set_config('idle_in_transaction_session_timeout', '${pauseMs}', true)`;
  return { orm, pool, names, opening, inBatches: true };
}

/** The driver's own transaction: what the ORM puts around each one costs more than most of our statements. */
async function runOnce<Result>(place: Place, tenant: string, actor: Actor, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  const client = await place.pool.connect();
  const { tx, commit, end } = openTx(place, client, tenant, actor);
  try {
    const result = await work(tx);
    await commit();
    end();
    client.release();
    return result;
  } catch (error) {
    end();
    await giveBack(client);
    throw error;
  }
}

/** Rolls back; a connection that cannot is thrown away, and the server rolls back by itself. */
async function giveBack(client: PoolClient): Promise<void> {
  try {
    await client.query('rollback');
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
  }
}

interface OpenTx {
  readonly tx: Tx;
  /** @throws the failure of a statement, whoever noticed it */
  commit(): Promise<void>;
  /** Nothing can be asked any more: the connection goes to others. */
  end(): void;
}

function openTx({ orm, names, opening, inBatches }: Place, client: PoolClient, tenant: string, actor: Actor): OpenTx {
  let em: EntityManager | undefined;
  let committed: Promise<void> | undefined;
  let ended = false;
  let failure: unknown;
  const sender = inBatches ? openBatches(client) : openOneByOne(client);
  const ask = (text: string, values: unknown[]) => sender.ask({ name: names.nameOf(text), text, values });
  // Not waited for: what the work asks first travels with it.
  ask(opening, [tenant]).catch((error: unknown) => (failure ??= error));
  const requireOpen = () => {
    if (committed !== undefined || ended) throw new Error('The transaction is finished: nothing can be asked in it any more');
  };
  const rows = async <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> => {
    requireOpen();
    try {
      return (await ask(sql, wholeParameters(sql, parameters))).rows as Row[];
    } catch (error) {
      // Those after it are refused for its failure alone, and their refusal may be the first that is noticed.
      failure ??= error;
      throw failure;
    }
  };
  const maybe = async <Row>(sql: string, parameters?: readonly unknown[]): Promise<Row | null> =>
    (await rows<Row>(sql, parameters))[0] ?? null;
  const one = async <Row>(sql: string, parameters?: readonly unknown[]): Promise<Row> => {
    const row = await maybe<Row>(sql, parameters);
    if (row === null) throw new Error('Expected a row and found none');
    return row;
  };
  const finish: Tx['finish'] = async (statements) => {
    if (em !== undefined) throw new Error('Entities are written when the work has ended, so it cannot be finished before');
    committed = sender.commit();
    committed.catch(() => undefined);
    const results: unknown = await Promise.all(statements.map(async (statement) => statement));
    return results as never;
  };
  const tx = {
    tenant,
    actor,
    rows,
    one,
    maybe,
    finish,
    get em() {
      em ??= entitiesOver(orm, client, () => (requireOpen(), sender.flush()));
      return em;
    },
  };
  const commit = async () => {
    await em?.flush();
    // Also where only this side knows of it: parameters that cannot be written, an answer that cannot be read.
    if (failure !== undefined) throw rolledBack(failure);
    await (committed ?? sender.commit());
  };
  const end = () => {
    ended = true;
    sender.flush();
  };
  return { tx, commit, end };
}
