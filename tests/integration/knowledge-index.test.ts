import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localEmbedder } from '../../domain/knowledge/embedder.ts';
import { retireEntry, setState } from '../../store/knowledge/changes.ts';
import { markForEmbedding, pendingVectors, readEmbedding, saveVectors } from '../../store/knowledge/embedding.ts';
import { addEntries, addEntry, type NewEntry, readEntry } from '../../store/knowledge/entries.ts';
import { createKnowledgeKeeper } from '../../temporal/keep-knowledge.ts';
import { runSteward } from '../../temporal/steward.ts';
import { type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());

const state = () => kit.transact((tx) => readEmbedding(tx, localEmbedder));
const dropVectors = () => kit.database.orm.em.getConnection().execute('truncate knowledge_vector');

/** What a worker process that starts now logs of the vectors. */
async function started(embedder = localEmbedder) {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const keep = createKnowledgeKeeper({ transact: kit.database.transact, embedder, log: (line) => void lines.push(line) });
  for (let turn = 0; turn < 4; turn++) await keep(tenantId, { thorough: false });
  return lines;
}

/** What the steward of a new worker logs of the vectors; there are no cases for which it would need Temporal. */
async function startedSteward() {
  const stopping = new AbortController();
  const lines: Readonly<Record<string, unknown>>[] = [];
  const log = (line: Readonly<Record<string, unknown>>) => {
    lines.push(line);
    if (line['event'] === 'knowledge-index') stopping.abort();
  };
  const { transact } = kit.database;
  await runSteward({ transact, log, client: {} as Client, embedder: localEmbedder, evidenceRetentionDays: 90 }, stopping.signal);
  return lines.filter(({ event }) => event === 'knowledge-index');
}

describe('the vectors of the knowledge base', () => {
  it('are built by the first start and reused by the next, and one line of the log says which', async () => {
    const first = await startedSteward();
    const { entries } = await state();
    expect(entries).toBeGreaterThan(30);
    expect(first).toMatchObject([{ event: 'knowledge-index', tenantId, index: 'built', entries, embedded: entries }]);
    expect(await started()).toMatchObject([{ index: 'reused', entries, embedded: entries }]);
  });

  it('that were dropped count as missing, and are built anew with the same count', async () => {
    const before = await state();
    await dropVectors();
    expect(await state()).toMatchObject({ entries: before.entries, embedded: 0, pending: before.entries, progress: 0 });
    expect(await started()).toMatchObject([{ index: 'built', entries: before.entries, embedded: before.entries }]);
    expect(await state()).toEqual(before);
    const { items } = await kit.transact((tx) =>
      kit.deps.knowledge.search(
        tx,
        { text: 'redis server not responding', service: null, severity: null },
        { states: ['active'], collection: null, limit: 1 },
      ),
    );
    expect(items[0]?.parts.similarity).toBeGreaterThan(0.5);
  });

  it('that are dropped while a worker runs are found by its next thorough look, and all rebuilt from then on', async () => {
    const more = Array.from({ length: 90 }, (_, number) => ({
      ...{ title: `Loom ${number}`, symptom: `loom ${number} stopped` },
      ...{ state: 'active', provenance: 'person', author: 'Duty operator' },
    })) satisfies NewEntry[];
    await kit.transact((tx) => addEntries(tx, more));
    const { entries } = await state();
    const keep = createKnowledgeKeeper({ transact: kit.database.transact, embedder: localEmbedder, log: () => undefined });
    await keep(tenantId, { thorough: false });
    await dropVectors();
    await keep(tenantId, { thorough: false });
    expect((await state()).embedded).toBe(0);
    for (const thorough of [true, false, false]) await keep(tenantId, { thorough });
    expect(await state()).toMatchObject({ entries, embedded: entries });
  });

  it('that are missing count among those to be made anew; retired entries wait', async () => {
    const { id } = await kit.transact((tx) =>
      addEntry(tx, { title: 'Old press', symptom: 'the press squeaks', state: 'active', provenance: 'person', author: 'Duty operator' }),
    );
    await kit.transact((tx) => retireEntry(tx, id));
    await dropVectors();
    const { entries } = await state();
    expect(await kit.transact((tx) => markForEmbedding(tx))).toBe(entries);
    await started();
    const rows = await kit.transact((tx) => tx.rows('select entry_id from knowledge_vector where entry_id = $1', [id]));
    expect(rows).toEqual([]);
  });

  it('of an entry that changed meanwhile are not added', async () => {
    await dropVectors();
    const pending = await kit.transact((tx) => pendingVectors(tx, localEmbedder.model, { limit: 1_000, missing: true }));
    const made = pending.map((entry) => ({ ...entry, vector: new Float32Array(512).fill(0.1) }));
    const [changed] = pending;
    if (changed === undefined) throw new Error('There is no entry');
    await kit.transact(async (tx) => setState(tx, await readEntry(tx, changed.id), 'candidate'));
    await kit.transact((tx) => saveVectors(tx, localEmbedder.model, made));
    expect((await kit.transact((tx) => pendingVectors(tx, localEmbedder.model, { limit: 10, missing: true }))).map(({ id }) => id)).toEqual(
      [changed.id],
    );
    await started();
    expect(await kit.transact((tx) => tx.rows('select state from knowledge_vector where entry_id = $1', [changed.id]))).toEqual([
      { state: 'candidate' },
    ]);
  });

  it('that cannot be made are told as incomplete', async () => {
    const { entries } = await state();
    const broken = { ...localEmbedder, model: 'away', vectorsOf: () => Promise.reject(new Error('not reachable')) };
    expect(await started(broken)).toMatchObject([{ index: 'incomplete', model: 'away', entries, embedded: 0 }]);
  });
});
