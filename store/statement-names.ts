import { createHash } from 'node:crypto';

/** Statements beyond this many different texts go unnamed; ours are a few hundred. */
const mostNames = 1_000;
/** How often a server that does not know its tables yet is looked at again. */
const lookEveryMs = 20_000;

/**
 * `26000` and `42P05`: a pooler hands our statements to other sessions, or one session is shared among all connections.
 * `0A000`: a migration changed what a planned statement answers.
 */
const refusals = ['26000', '42P05', '0A000'];

/** Asked of the server: whether it has gathered statistics on the table that everything is about. */
export const serverState = `select version() as version, exists (select from pg_class where oid = to_regclass('incident') and reltuples > 0) as knows`;
export interface ServerState {
  readonly version: string;
  readonly knows: boolean;
}

/**
 * Names for statements, by which the server plans each once a connection instead of every time: half of its work. A plan made before
 * the server has seen how many rows of a tenant there are takes the wrong index and would be kept, so naming waits for that.
 */
export interface StatementNames {
  /** Undefined where naming does not work, or not yet. */
  nameOf(sql: string): string | undefined;
  /** Stops naming when the server's answer shows that it does not work here. True when the transaction is worth another try. */
  refusedWith(code: string | undefined): boolean;
  /** Looks at the server again, if it is time. */
  look(): Promise<void>;
}

export function createStatementNames(ask: () => Promise<ServerState | undefined>): StatementNames {
  const names = new Map<string, string>();
  let state: 'waits' | 'works' | 'refused' = 'waits';
  let nextLook = 0;
  return {
    nameOf: (sql) => {
      if (state !== 'works') return undefined;
      const known = names.get(sql);
      if (known !== undefined || names.size >= mostNames) return known;
      const name = `nightshift_${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`;
      names.set(sql, name);
      return name;
    },
    refusedWith: (code) => {
      if (code === undefined || !refusals.includes(code)) return false;
      state = 'refused';
      return true;
    },
    look: async () => {
      if (state !== 'waits' || Date.now() < nextLook) return;
      nextLook = Date.now() + lookEveryMs;
      const seen = await ask();
      // The embedded database shares one session among all connections.
      if (seen?.version.includes('PGlite') === true) state = 'refused';
      else if (seen?.knows === true && state === 'waits') state = 'works';
    },
  };
}
