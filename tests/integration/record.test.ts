import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stewardActor } from '../../domain/people/actor.ts';
import { appendRecord, recordedStep } from '../../store/record.ts';
import { dropOldEvidence } from '../../store/retention.ts';
import { sealRecord, verifySeals } from '../../store/seals.ts';
import { failure, type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());
/** As the owner of the database, past every rule for the application. */
const asOwner = (text: string) => kit.database.orm.em.getConnection().execute(text);
const line = (summary: string) => ({ incidentId: null, kind: 'note', stage: 'people', summary }) as const;

describe('the record', () => {
  it('keeps the order of the lines of one write, with actor and detail', async () => {
    const summaries = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    await kit.transact((tx) => appendRecord(tx, ...summaries.map((summary) => ({ ...line(summary), detail: { summary } }))));
    const rows = await kit.transact((tx) =>
      tx.rows<{ summary: string; actor_kind: string }>(`select summary, actor_kind from record where kind = 'note' order by id`),
    );
    expect(rows).toEqual(summaries.map((summary) => ({ summary, actor_kind: 'steward' })));
  });

  it('can be added to, and neither changed nor deleted, by the application', async () => {
    for (const statement of [
      `update record set summary = 'x'`,
      'delete from record',
      `update record_seal set hash = 'x'`,
      'delete from record_seal',
      'delete from policy',
      'truncate record',
    ])
      await expect(
        kit.transact((tx) => tx.rows(statement)),
        statement,
      ).rejects.toThrow(/permission denied/);
  });

  it('holds a step once: the loser of a race does its work again and finds what was recorded', async () => {
    const key = 'inc_x/1/step';
    let runs = 0;
    const step = () =>
      kit.transact(async (tx) => {
        runs += 1;
        const done = await recordedStep<{ answer: number }>(tx, key);
        if (done !== null) return done.answer;
        const answer = runs;
        await appendRecord(tx, { ...line('step'), stepKey: key, detail: { answer } });
        return answer;
      });
    const answers = await Promise.all(Array.from({ length: 8 }, step));
    expect(new Set(answers).size).toBe(1);
    expect(await kit.transact((tx) => tx.rows(`select 1 from record where step_key = $1`, [key]))).toHaveLength(1);
  });

  it('is not written when the change it tells of is not', async () => {
    const before = await kit.counts();
    const failing = kit.transact(async (tx) => {
      await appendRecord(tx, line('never happened'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await kit.counts()).toEqual(before);
  });
});

describe('seals', () => {
  const verify = () => kit.transact((tx) => verifySeals(tx));
  const unsealed = async () =>
    Number(
      (
        await kit.transact((tx) =>
          tx.one<{ lines: string }>(`select (select count(*) from record) - (select coalesce(sum(lines), 0) from record_seal) as lines`),
        )
      ).lines,
    );
  /** Lines wait while any older transaction of the server is open, so several turns may be needed. */
  const sealAll = async () => {
    for (let turn = 0; turn < 200 && (await unsealed()) > 0; turn++) {
      if ((await kit.transact((tx) => sealRecord(tx, 7))) === 0) await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  beforeEach(async () => {
    await kit.transact((tx) => appendRecord(tx, ...Array.from({ length: 9 }, (_, index) => line(`sealed ${index}`))));
    await sealAll();
    expect((await verify()).brokenAt).toBeNull();
  });

  it('cover every line, in batches, by several sealers at once', async () => {
    await kit.transact((tx) => appendRecord(tx, ...Array.from({ length: 40 }, (_, index) => line(`more ${index}`))));
    await Promise.all(Array.from({ length: 4 }, sealAll));
    expect(await unsealed()).toBe(0);
    expect((await verify()).brokenAt).toBeNull();
  });

  const middle = `(select id from record order by id offset 5 limit 1)`;
  const newest = `(select max(id) from record)`;
  it.each([
    [
      'a changed summary',
      `update record set summary = summary || '.' where id = ${middle}`,
      `update record set summary = left(summary, -1) where id = ${middle}`,
    ],
    [
      'a changed time',
      `update record set at = at + interval '1 ms' where id = ${newest}`,
      `update record set at = at - interval '1 ms' where id = ${newest}`,
    ],
    [
      'another actor',
      `update record set actor_id = 'x' where id = ${middle}`,
      `update record set actor_id = 'steward' where id = ${middle}`,
    ],
    [
      'a changed detail',
      `update record set detail = '{"a":1}' where id = ${newest}`,
      `update record set detail = '{}' where id = ${newest}`,
    ],
    [
      'a changed seal',
      `update record_seal set hash = 'x' || hash where number = 1`,
      `update record_seal set hash = substr(hash, 2) where number = 1`,
    ],
  ])('find %s', async (_what, edit, undo) => {
    await asOwner(edit);
    expect((await verify()).brokenAt).not.toBeNull();
    await asOwner(undo);
    expect((await verify()).brokenAt).toBeNull();
  });

  it('find a line that was slipped in between', async () => {
    await asOwner(
      `insert into record (tenant_id, id, xid, kind, stage, actor_kind, actor_id, actor_name, summary) overriding system value
       select tenant_id, 900000, xid, kind, stage, actor_kind, actor_id, actor_name, 'slipped in' from record where id = ${middle}`,
    );
    expect((await verify()).brokenAt).not.toBeNull();
    await asOwner('delete from record where id = 900000');
  });

  it('find a line that is gone', async () => {
    await asOwner(`delete from record where id = ${middle}`);
    expect((await verify()).brokenAt).toBe(1);
  });
});

describe('retention', () => {
  const age = (id: string, days: number) =>
    kit.transact((tx) =>
      tx.rows(`update evidence set at = now() - make_interval(days => $3) where tenant_id = $1 and incident_id = $2`, [tenantId, id, days]),
    );
  const close = (id: string) =>
    kit.transact((tx) =>
      tx.rows(`update incident set status = 'RESOLVED', closed_at = now() where tenant_id = $1 and id = $2`, [tenantId, id]),
    );
  const pieces = async (id: string) => (await kit.transact((tx) => tx.rows(`select 1 from evidence where incident_id = $1`, [id]))).length;

  it('drops evidence of closed cases past its days, and nothing else', async () => {
    const reports = ['old', 'young', 'open'].map((runKey) => failure({ runKey, errorText: 'text', logTail: 'log' }));
    const [old, young, open] = (await kit.accept(...reports)).map((answer) => answer.incidentId) as [string, string, string];
    await Promise.all([close(old), close(young)]);
    await Promise.all([age(old, 31), age(young, 29), age(open, 400)]);
    const before = await kit.counts();
    expect(await kit.transact((tx) => dropOldEvidence(tx, 30), stewardActor)).toBe(2);
    expect([await pieces(old), await pieces(young), await pieces(open)]).toEqual([0, 2, 2]);
    expect(await kit.counts()).toEqual({ ...before, evidence: (before['evidence'] ?? 0) - 2 });
    expect(await kit.transact((tx) => dropOldEvidence(tx, 30))).toBe(0);
  });
});
