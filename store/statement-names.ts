import { createHash } from 'node:crypto';

/** Statements beyond this many different texts go unnamed; ours are a few hundred. */
const mostNames = 1_000;
/** How often a server that does not know its tables yet is looked at again. */
export const lookEveryMs = 20_000;

/**
 * `26000` and `42P05`: a pooler hands our statements to other sessions, or one session is shared among all connections.
 * `0A000`: a migration changed what a planned statement answers.
 */
const refusals = ['26000', '42P05', '0A000'];

/** Every case adds to these, so that what a plan takes for granted of them soon holds no more. */
const growing = ['incident', 'job_run', 'evidence', 'diagnosis', 'decision', 'effect', 'record'];

/** Asked of the server: of which growing tables it has not gathered statistics yet. */
export const unknownTables = `select name from unnest('{${growing.join(',')}}'::text[]) as name where not exists (
  select from pg_class where oid = to_regclass(name) and reltuples > 0)`;

const isGrowing = new RegExp(`\\b(?:from|join|update|into)\\s+(${growing.join('|')})\\b`, 'g');

/**
 * Names for statements, by which the server plans each once a connection instead of every time: half of its work. A plan made before
 * the server has seen how many rows there are reads whole tables or takes the wrong index, and would be kept while the table grows, so
 * naming waits for the tables that a statement speaks of.
 */
export interface StatementNames {
  /** Undefined where naming does not work, or not yet. */
  nameOf(sql: string): string | undefined;
  /** Stops naming when the server's answer shows that it does not work here. True when the transaction is worth another try. */
  refusedWith(code: string | undefined): boolean;
  /** Looks at the server again, if it is time. */
  look(): Promise<void>;
}

/** For where all connections share a session. */
export const noNames: StatementNames = { nameOf: () => undefined, refusedWith: () => false, look: async () => undefined };

/** @param ask the server's answer to `unknownTables` */
export function createStatementNames(ask: () => Promise<readonly string[]>, now: () => number = Date.now): StatementNames {
  const names = new Map<string, string>();
  let unknown: readonly string[] = growing;
  let refused = false;
  let nextLook = 0;
  return {
    nameOf: (sql) => {
      if (refused) return undefined;
      const known = names.get(sql);
      if (known !== undefined || names.size >= mostNames) return known;
      if (unknown.length > 0 && [...sql.matchAll(isGrowing)].some(([, table]) => unknown.includes(table ?? ''))) return undefined;
      const name = `nightshift_${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`;
      names.set(sql, name);
      return name;
    },
    refusedWith: (code) => {
      if (code === undefined || !refusals.includes(code)) return false;
      refused = true;
      return true;
    },
    look: async () => {
      if (refused || unknown.length === 0 || now() < nextLook) return;
      nextLook = now() + lookEveryMs;
      unknown = await ask();
    },
  };
}
