import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { stewardActor } from '../../domain/people/actor.ts';
import { appendRecord } from '../../store/record.ts';
import { sealRecord, verifySeals } from '../../store/seals.ts';
import type { Tx } from '../../store/tx.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let tenant = 0;
const transact = <Value>(work: (tx: Tx) => Promise<Value>) => database.transact(`restored-${tenant}`, stewardActor, work);
const asOwner = (sql: string) => database.orm.em.getConnection().execute(sql);
beforeAll(async () => void (database = await openTestDatabase()));
afterAll(() => database.close());
beforeEach(() => asOwner(`insert into tenant (id, name) values ('restored-${++tenant}', 'Restored')`));

const append = (count: number, name: string) =>
  transact((tx) =>
    appendRecord(
      tx,
      ...Array.from({ length: count }, (_, index) => ({
        incidentId: null,
        kind: 'test',
        stage: 'settings' as const,
        summary: `${name} ${index}`,
      })),
    ),
  );
/** The lines have the numbers of a cluster that had seen more transactions than this one, as a dump carries them over. */
const restore = (ahead: number) =>
  asOwner(
    `update record set xid = (xid::text::bigint + ${ahead})::text::xid8 where tenant_id = 'restored-${tenant}' and xid < pg_snapshot_xmax(pg_current_snapshot())`,
  );
const verify = () => transact((tx) => verifySeals(tx));
const unsealed = async () =>
  Number(
    (
      await transact((tx) =>
        tx.one<{ lines: string }>(`select (select count(*) from record) - (select coalesce(sum(lines), 0) from record_seal) as lines`),
      )
    ).lines,
  );
const sealAll = async () => {
  for (let turn = 0; turn < 200 && (turn < 3 || (await unsealed()) > 0); turn++)
    if ((await transact((tx) => sealRecord(tx, 7))) === 0) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(await unsealed()).toBe(0);
};
const restoredLines = async () => (await transact((tx) => tx.rows(`select 1 from record where kind = 'record-restored'`))).length;

it('A record that was restored into a younger cluster is sealed to its end, said to be restored, and goes on', async () => {
  await append(20, 'before');
  await restore(5_000_000);
  await append(9, 'after');
  await sealAll();
  expect(await verify()).toMatchObject({ brokenAt: null, restored: 1 });
  await append(9, 'later');
  await sealAll();
  expect(await verify()).toMatchObject({ brokenAt: null, restored: 1 });
  expect(await restoredLines()).toBe(1);
});

it('A restored record is whole before anybody has sealed it again', async () => {
  await append(20, 'before');
  await restore(5_000_000);
  for (let seals = 0; seals < 2; seals++) await transact((tx) => sealRecord(tx, 7));
  await append(1, 'after');
  expect(await verify()).toEqual({ seals: 2, brokenAt: null, restored: 1 });
});

it('A record that is restored again and again is whole, and edits of each of its parts are found', async () => {
  await append(20, 'first');
  await restore(9_000_000);
  for (let turn = 0; turn < 2; turn++) await transact((tx) => sealRecord(tx));
  await append(20, 'second');
  await restore(5_000_000);
  await append(20, 'third');
  await sealAll();
  expect(await verify()).toMatchObject({ brokenAt: null, restored: 2 });
  expect(await restoredLines()).toBe(2);
  const at = (summary: string) => `where tenant_id = 'restored-${tenant}' and summary like '${summary}%'`;
  for (const part of ['first 3', 'first 19', 'second 3', 'second 19', 'third 3', 'third 19']) {
    await asOwner(`update record set summary = summary || '!' ${at(part)}`);
    expect((await verify()).brokenAt).not.toBeNull();
    await asOwner(`update record set summary = left(summary, -1) ${at(part)}`);
    expect((await verify()).brokenAt).toBeNull();
  }
  await asOwner(`delete from record ${at('second 19')}`);
  expect((await verify()).brokenAt).not.toBeNull();
});
