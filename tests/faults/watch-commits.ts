import { messageIdFor } from '../../domain/effects/message-id.ts';
import type { Transact, Tx } from '../../store/tx.ts';
import type { FaultPoints } from './fault-points.ts';

/** What a transaction has written. */
interface Written {
  readonly tables: Set<string>;
  /** The effect whose claim, send or result it writes. */
  effect: { readonly what: 'claim' | 'count' | 'settle' | 'outcome'; readonly key: string } | null;
}

const write = /(?:insert\s+into|delete\s+from|(?<!\bfor\s+)(?<!\bkey\s+)update)\s+(\w+)/gi;
const effectWrites = [
  ['claim', /insert into effect/],
  ['count', /update effect set sends/],
  ['settle', /update effect set state = \$3/],
  ['outcome', /update effect set outcome/],
] as const;

function note(written: Written, sql: string, parameters: readonly unknown[] | undefined): void {
  for (const [, table] of sql.matchAll(write)) if (table !== undefined && table !== 'set') written.tables.add(table);
  const what = effectWrites.find(([, pattern]) => pattern.test(sql))?.[0];
  if (what !== undefined) written.effect ??= { what, key: String(parameters?.[1]) };
}

/** What is not replaced, the entity manager above all, stays as it is and is not even looked at. */
const spyOn = (tx: Tx, written: Written, beforeCommit: () => Promise<void>): Tx =>
  Object.assign(Object.create(tx) as Tx, {
    // The commit goes out with it, so the point before the commit is here.
    finish: async (statements: Parameters<Tx['finish']>[0]) => {
      for (const statement of statements) if (statement instanceof Promise) statement.catch(() => undefined);
      await beforeCommit();
      return tx.finish(statements);
    },
    rows: <Row>(sql: string, parameters?: readonly unknown[]) => (note(written, sql, parameters), tx.rows<Row>(sql, parameters)),
    one: <Row>(sql: string, parameters?: readonly unknown[]) => (note(written, sql, parameters), tx.one<Row>(sql, parameters)),
    maybe: <Row>(sql: string, parameters?: readonly unknown[]) => (note(written, sql, parameters), tx.maybe<Row>(sql, parameters)),
  });

/** Tables that tell best what a transaction is about. */
const telling = ['diagnosis', 'decision', 'message', 'proposal', 'record_seal', 'incident'];

/** The commit's name by what it writes; null when it only reads. */
function nameOf({ tables, effect }: Written): string | null {
  if (effect !== null) return `${effect.what}-${effect.key.includes('/mail:') ? 'mail' : 'run'}`;
  return telling.find((table) => tables.has(table)) ?? [...tables][0] ?? null;
}

/** Puts a point before and after each commit that writes, named by the step, or by who writes where there is none. */
export function watchCommits(transact: Transact, points: FaultPoints, step: () => string | undefined, mailDomain: string): Transact {
  return async (tenant, actor, work) => {
    const at = step() ?? (actor.kind === 'platform' ? 'watch' : actor.kind);
    let written: Written = { tables: new Set(), effect: null };
    const result = await transact(tenant, actor, async (tx) => {
      written = { tables: new Set(), effect: null };
      let reached = false;
      const beforeCommit = async (): Promise<void> => {
        const name = nameOf(written);
        if (name === null || reached) return;
        reached = true;
        // The server may have committed when the process dies, before this process hears of it.
        if (written.effect?.what === 'count') noteMail(written.effect.key, mailDomain, points.uncertain);
        await points.reach(`${at}:${name}:before`);
      };
      const value = await work(spyOn(tx, written, beforeCommit));
      await beforeCommit();
      return value;
    });
    const name = nameOf(written);
    if (name === null) return result;
    if (written.effect?.what === 'settle') noteMail(written.effect.key, mailDomain, points.certain);
    await points.reach(`${at}:${name}:after`);
    return result;
  };
}

/** From the count until the result a crash leaves it open whether the mail arrived. */
function noteMail(key: string, domain: string, note: (messageId: string) => void): void {
  if (key.includes('/mail:')) note(messageIdFor({ incidentId: key.split('/')[0] ?? '', effectKey: key, domain }));
}
