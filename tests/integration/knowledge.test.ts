import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localEmbedder } from '../../domain/knowledge/embedder.ts';
import type { Actor } from '../../domain/people/actor.ts';
import { changeEntry, commentEntry, confirmEntry, retireEntry } from '../../store/knowledge/changes.ts';
import { addEntries, addEntry, type NewEntry } from '../../store/knowledge/entries.ts';
import { rememberExample } from '../../store/knowledge/examples.ts';
import { recordOutcome, setConfidence } from '../../store/knowledge/outcomes.ts';
import { createKnowledgeSearch } from '../../store/knowledge/search.ts';
import type { Tx } from '../../store/tx.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
const teacher: Actor = { kind: 'human', id: 'teacher', name: 'Duty operator', role: 'operator' };
const inside = <Value>(work: (tx: Tx) => Promise<Value>, tenant = 'default') => database.transact(tenant, teacher, work);
const knowledge = createKnowledgeSearch(localEmbedder, () => new Date());
const entry = (changes: Partial<NewEntry> & { readonly title: string }): NewEntry => ({
  state: 'active',
  provenance: 'person',
  author: 'Duty operator',
  ...changes,
});
const find = (text: string, more: { service?: string; states?: ('active' | 'candidate')[]; collection?: string; tenant?: string } = {}) =>
  inside(
    (tx) =>
      knowledge.search(
        tx,
        { text, service: more.service ?? null, severity: null },
        { states: more.states ?? ['active'], collection: more.collection ?? null, limit: 5 },
      ),
    more.tenant,
  );

beforeAll(async () => {
  database = await openTestDatabase();
  await database.orm.em.getConnection().execute(`insert into tenant (id, name) values ('other', 'Other')`);
});
afterAll(() => database.close());

describe('a taught entry', () => {
  let id = '';
  beforeAll(async () => {
    ({ id } = await inside((tx) =>
      addEntry(
        tx,
        entry({
          title: 'Redis connection failed',
          symptom: 'The job cannot reach its cache',
          patterns: ['redis connection failed', 'redis server not responding'],
          solution: 'Restart the redis service',
          cause: 'NETWORK',
          service: 'checkout',
        }),
      ),
    ));
    await inside((tx) =>
      addEntries(
        tx,
        [
          'Disk full on the landing volume',
          'Token of the reporting account expired',
          'Column renamed by the supplier',
          'Spark executor lost',
        ].map((title) => entry({ title, symptom: title, cause: 'RESOURCE' })),
      ),
    );
  });

  it.each([
    ['Redis Server Down\nCannot connect to Redis instance', 0],
    ['Cache service redis-prod-01 health check failed', 0],
    ['Redis server not responding', 1],
    ['REDIS CONNECTION FAILED after 3 tries', 1],
  ])('is found first by "%s", with every part of its score', async (text, pattern) => {
    const { items } = await find(text);
    expect(items[0]?.entry.id).toBe(id);
    expect(items[0]?.parts).toMatchObject({ pattern });
    expect(items[0]?.parts.similarity).toBeGreaterThan(0.5);
    expect(items.map(({ score }) => score)).toEqual(items.map(({ score }) => score).toSorted((left, right) => right - left));
  });

  it('is not found by another failure, nor by another tenant', async () => {
    expect((await find('Permission denied: not authorized to read the relation')).items.map((hit) => hit.entry.id)).not.toContain(id);
    expect((await find('Redis server not responding', { tenant: 'other' })).items).toEqual([]);
  });

  it('ranks higher for its own service than for another one', async () => {
    const [own, foreign] = [await find('redis is down', { service: 'checkout' }), await find('redis is down', { service: 'billing' })];
    expect(own.items[0]?.parts.service).toBe(1);
    expect(foreign.items[0]?.parts.service).toBe(-1);
    expect(own.items[0]?.score).toBeGreaterThan(foreign.items[0]?.score ?? 1);
  });
});

describe('codes', () => {
  it('are found by full text, although no concept stands behind them', async () => {
    const { id } = await inside((tx) =>
      addEntry(tx, entry({ title: 'Settlement code', symptom: 'Refused with E404B by the clearing house' })),
    );
    const { items } = await find('E404B');
    expect(items[0]?.entry.id).toBe(id);
    expect(items[0]?.parts.fusion).toBeGreaterThan(0.5);
  });
});

describe('candidates', () => {
  it('stay out until somebody confirms them, and retired entries stay out', async () => {
    const { id } = await inside((tx) =>
      addEntry(tx, entry({ title: 'Tape robot jammed', symptom: 'tape robot jammed', state: 'candidate', provenance: 'model' })),
    );
    const ids = async () => (await find('the tape robot is jammed')).items.map((hit) => hit.entry.id);
    expect(await ids()).toEqual([]);
    await inside((tx) => confirmEntry(tx, id));
    expect(await ids()).toEqual([id]);
    await inside((tx) => retireEntry(tx, id));
    expect(await ids()).toEqual([]);
  });

  it('are released by an outcome', async () => {
    const { id } = await inside((tx) => addEntry(tx, entry({ title: 'Printer on fire', symptom: 'printer on fire', state: 'candidate' })));
    const outcome = { resolutionSeconds: null, reason: 'tried', incidentId: null };
    expect((await inside((tx) => recordOutcome(tx, id, { ...outcome, success: false }))).state).toBe('candidate');
    expect((await inside((tx) => recordOutcome(tx, id, { ...outcome, success: true }))).state).toBe('active');
  });
});

describe('outcomes', () => {
  it('move confidence by their steps and keep its history', async () => {
    const { id } = await inside((tx) => addEntry(tx, entry({ title: 'Queue stuck', symptom: 'consumer group stuck', confidence: 0.85 })));
    const outcome = { resolutionSeconds: 60, reason: 'tried', incidentId: null };
    const better = await inside((tx) => recordOutcome(tx, id, { ...outcome, success: true }));
    expect(better).toMatchObject({ confidence: 0.87, uses: 1, successes: 1, resolutionSeconds: 60 });
    const faster = await inside((tx) => recordOutcome(tx, id, { ...outcome, success: true, resolutionSeconds: 20 }));
    expect(faster).toMatchObject({ confidence: 0.89, uses: 2, resolutionSeconds: 40 });
    const worse = await inside((tx) => recordOutcome(tx, id, { ...outcome, success: false }));
    expect(worse).toMatchObject({ confidence: 0.84, failures: 1, resolutionSeconds: 40 });
    await inside((tx) => setConfidence(tx, id, 0.5, 'reviewed'));
    const history = await inside((tx) =>
      tx.rows('select before, after, reason from knowledge_confidence where entry_id = $1 order by at, id', [id]),
    );
    expect(history).toMatchObject([{ after: 0.87 }, { after: 0.89 }, { after: 0.84 }, { before: 0.84, after: 0.5, reason: 'reviewed' }]);
  });

  it('turn the order of two solutions round', async () => {
    const twins = await inside((tx) =>
      addEntries(tx, [
        entry({ title: 'Broker lag: rebalance', symptom: 'kafka consumer lag grows' }),
        entry({ title: 'Broker lag: restart', symptom: 'kafka consumer lag grows' }),
      ]),
    );
    const first = async () => (await find('kafka consumer lag grows')).items[0]?.entry.id;
    const before = await first();
    const other = twins.find((twin) => twin.id !== before)?.id ?? '';
    for (let count = 0; count < 3; count++) {
      await inside((tx) =>
        recordOutcome(tx, before ?? '', { success: false, resolutionSeconds: null, reason: 'no help', incidentId: null }),
      );
      await inside((tx) => recordOutcome(tx, other, { success: true, resolutionSeconds: null, reason: 'helped', incidentId: null }));
    }
    expect(await first()).toBe(other);
  });
});

describe('changes', () => {
  it('refuse a version that is not the current one, an unknown parent, and a loop', async () => {
    const parent = await inside((tx) => addEntry(tx, entry({ title: 'Storage is full', symptom: 'storage full' })));
    const child = await inside((tx) =>
      addEntry(tx, entry({ title: 'Tablespace is full', symptom: 'tablespace full', parentId: parent.id })),
    );
    const changed = await inside((tx) => changeEntry(tx, parent.id, 1, { title: 'Any storage is full', tags: ['disk'] }));
    expect(changed).toMatchObject({ version: 2, title: 'Any storage is full', tags: ['disk'], editedBy: 'Duty operator' });
    await expect(inside((tx) => changeEntry(tx, parent.id, 1, { title: 'Late' }))).rejects.toMatchObject({
      code: 'stale',
      details: { version: 2 },
    });
    await expect(inside((tx) => changeEntry(tx, parent.id, 2, { parentId: child.id }))).rejects.toMatchObject({ code: 'invalid' });
    await expect(inside((tx) => changeEntry(tx, child.id, 1, { parentId: 'kb_none' }))).rejects.toMatchObject({ code: 'invalid' });
  });

  it('are found by their new words at once', async () => {
    const { id } = await inside((tx) => addEntry(tx, entry({ title: 'Odd one', symptom: 'nothing special' })));
    await inside((tx) => changeEntry(tx, id, 1, { symptom: 'zeppelin hangar door blocked' }));
    expect((await find('hangar door of the zeppelin is blocked')).items[0]?.entry.id).toBe(id);
  });

  it('and comments name who made them', async () => {
    const { id } = await inside((tx) => addEntry(tx, entry({ title: 'Spoken of', symptom: 'spoken of' })));
    expect(await inside((tx) => commentEntry(tx, id, 'Helped us too'))).toMatchObject({
      text: 'Helped us too',
      actor: { name: 'Duty operator' },
    });
  });
});

describe('memory', () => {
  it('answers a second time without the database, and never after a write of anybody', async () => {
    const other = createKnowledgeSearch(localEmbedder, () => new Date());
    const ask = () =>
      inside((tx) =>
        other.search(
          tx,
          { text: 'dead letter queue overflows', service: null, severity: null },
          { states: ['active'], collection: null, limit: 5 },
        ),
      );
    expect((await ask()).cached).toBe(false);
    expect((await ask()).cached).toBe(true);
    const { id } = await inside((tx) => addEntry(tx, entry({ title: 'Dead letters', symptom: 'dead letter queue overflows' })));
    const after = await ask();
    expect(after.cached).toBe(false);
    expect(after.items[0]?.entry.id).toBe(id);
    expect(other.stats()).toEqual({ hits: 1, misses: 2 });
  });
});

describe('an example from a person', () => {
  it('is active at once, without secrets, and replaced by the next correction of the same failure', async () => {
    const example = {
      symptom: 'Ledger balance off by one\npassword=Tr0ub4dor&3xyz',
      origin: 'INPUT_DATA_QUALITY',
      action: 'SEND_EMAIL',
      reason: 'late file',
      fingerprint: 'f'.repeat(32),
      incidentId: null,
      service: 'ledger',
      secrets: [],
    } as const;
    const first = await inside((tx) => rememberExample(tx, { ...example, cause: 'TIMEOUT' }));
    const second = await inside((tx) => rememberExample(tx, { ...example, cause: 'DATA' }));
    expect(second).toMatchObject({ id: first.id, cause: 'DATA', state: 'active', collection: 'corrections', version: 2 });
    expect(second.symptom).not.toContain('Tr0ub4dor');
    expect((await find('ledger balance is off by one')).items[0]?.entry).toMatchObject({ id: first.id, cause: 'DATA' });
  });
});
