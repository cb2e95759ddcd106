import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { leaseOpenCases, nextGeneration, readOpenCases } from '../../store/leases.ts';
import { readMessage, saveMessage, settleMessageRow, takeDueMessages } from '../../store/messages.ts';
import { approver, failure, type Kit, openKit } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());
const lease = (limit: number, leaseMs = 60_000) => kit.transact((tx) => leaseOpenCases(tx, { limit, leaseMs }));

describe('leases of open cases', () => {
  let ids: string[];
  beforeEach(async () => {
    await kit.transact((tx) => tx.rows(`update incident set closed_at = now(), status = 'RESOLVED' where closed_at is null`));
    const reports = Array.from({ length: 12 }, (_, index) => failure({ runKey: `leased-${Math.random()}-${index}` }));
    ids = (await kit.accept(...reports)).map((answer) => answer.incidentId);
  });
  const due = () => kit.transact((tx) => tx.rows('update incident set lease_until = null where closed_at is null'));

  it('leave a case alone that was accepted just now, for its reporter starts it', async () => expect(await lease(50)).toEqual([]));

  it('give each case to one of several stewards', async () => {
    await due();
    const taken = (await Promise.all(Array.from({ length: 6 }, () => lease(4)))).flat().map((one) => one.incidentId);
    expect(taken.toSorted()).toEqual(ids.toSorted());
    expect(await lease(50)).toEqual([]);
  });

  it('take the most urgent first, then the oldest', async () => {
    await due();
    const set = (id: string | undefined, severity: string, minutes: number) =>
      kit.transact((tx) =>
        tx.rows(`update incident set severity = $2, opened_at = now() - make_interval(mins => $3) where id = $1`, [id, severity, minutes]),
      );
    await kit.transact((tx) => tx.rows(`update incident set severity = 'low' where closed_at is null`));
    await set(ids[3], 'critical', 1);
    await set(ids[5], 'high', 1);
    await set(ids[7], 'high', 9);
    await set(ids[9], 'medium', 99);
    const order: string[] = [];
    for (let turn = 0; turn < 4; turn++) order.push((await lease(1))[0]?.incidentId ?? '');
    expect(order).toEqual([ids[3], ids[7], ids[5], ids[9]]);
  });

  it('go to cases that nobody has looked at before all others, then to those that were left alone longest', async () => {
    await due();
    const [first] = await lease(1);
    await kit.transact((tx) => tx.rows(`update incident set checked_at = now() - interval '1 minute' where id = $1`, [first?.incidentId]));
    const looked = (await lease(5)).map((one) => one.incidentId);
    await kit.transact((tx) => tx.rows(`update incident set severity = 'critical' where id = any($1)`, [looked]));
    await due();
    const unseen = ids.filter((id) => id !== first?.incidentId && !looked.includes(id));
    expect((await lease(6)).map((one) => one.incidentId).toSorted()).toEqual(unseen.toSorted());
    expect((await lease(1))[0]?.incidentId).toBe(first?.incidentId);
  });

  it('run out', async () => {
    await due();
    expect(await lease(50, 1)).toHaveLength(12);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await lease(50)).toHaveLength(12);
  });

  it('skip closed cases and tell who has taken one over', async () => {
    await due();
    await kit.transact((tx) => tx.rows(`update incident set closed_at = now() where id = $1`, [ids[0]]));
    await kit.transact((tx) => tx.rows(`update incident set taken_over_by = 'me', round = 3, generation = 2 where id = $1`, [ids[1]]));
    const taken = await lease(50);
    expect(taken).toHaveLength(11);
    expect(taken.find((one) => one.incidentId === ids[1])).toMatchObject({ standBy: true, round: 3, generation: 2, revision: 1 });
    expect(await kit.transact((tx) => readOpenCases(tx, ids))).toHaveLength(11);
  });

  it('open the next generation once, whoever finds the case without a workflow', async () => {
    const [id = ''] = ids;
    const opened = await Promise.all(Array.from({ length: 5 }, () => kit.transact((tx) => nextGeneration(tx, id, 1, 'it ended'))));
    expect(opened.filter(Boolean)).toHaveLength(1);
    const lines = await kit.transact((tx) => tx.rows(`select 1 from record where incident_id = $1 and kind = 'workflow-restarted'`, [id]));
    expect(lines).toHaveLength(1);
    await kit.transact((tx) => tx.rows(`update incident set closed_at = now() where id = $1`, [id]));
    expect(await kit.transact((tx) => nextGeneration(tx, id, 2, 'it ended'))).toBe(false);
  });
});

describe('moves of people on their way', () => {
  const payload = { reason: 'mine', solution: null, cause: null };
  const keep = async () => {
    const [accepted] = await kit.accept(failure({ runKey: `moved-${Math.random()}` }));
    return kit.transact((tx) => saveMessage(tx, accepted?.incidentId ?? '', 'take-over', payload), approver);
  };
  const makeDue = (id: string) =>
    kit.transact((tx) => tx.rows(`update message set next_delivery_at = now() - interval '1 second' where id = $1`, [id]));

  it('are left to whoever waits for them, then taken by one steward at a time', async () => {
    const id = await keep();
    expect(await kit.transact((tx) => takeDueMessages(tx, 10))).toEqual([]);
    await makeDue(id);
    const taken = (await Promise.all(Array.from({ length: 5 }, () => kit.transact((tx) => takeDueMessages(tx, 10))))).flat();
    expect(taken.map((one) => one.id)).toEqual([id]);
    expect(taken[0]).toMatchObject({ kind: 'take-over', payload, actor: approver });
  });

  it('of one case are delivered in the order in which they were made', async () => {
    const [accepted] = await kit.accept(failure({ runKey: `ordered-${Math.random()}` }));
    const make = (kind: 'take-over' | 'cancel') =>
      kit.transact((tx) => saveMessage(tx, accepted?.incidentId ?? '', kind, payload), approver);
    const first = await make('take-over');
    const second = await make('cancel');
    await makeDue(second);
    expect(await kit.transact((tx) => takeDueMessages(tx, 10))).toEqual([]);
    await makeDue(first);
    expect((await kit.transact((tx) => takeDueMessages(tx, 10))).map((one) => one.id)).toEqual([first]);
    await kit.transact((tx) => settleMessageRow(tx, first, { kind: 'taken-over' }));
    expect((await kit.transact((tx) => takeDueMessages(tx, 10))).map((one) => one.id)).toEqual([second]);
  });

  it('are settled once: the first result stays, and nothing is delivered any more', async () => {
    const id = await keep();
    await kit.transact((tx) => settleMessageRow(tx, id, { kind: 'taken-over' }));
    await kit.transact((tx) => settleMessageRow(tx, id, { kind: 'refused', code: 'closed', message: 'late' }));
    expect(await kit.transact((tx) => readMessage(tx, id))).toMatchObject({ state: 'applied', result: { kind: 'taken-over' } });
    await makeDue(id);
    expect(await kit.transact((tx) => takeDueMessages(tx, 10))).toEqual([]);
  });
});
