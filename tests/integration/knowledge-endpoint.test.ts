import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { investigate } from '../../activities/investigate.ts';
import { createEndpointEmbedder } from '../../connectors/embedding/endpoint-embedder.ts';
import { seedBuiltIns } from '../../store/knowledge/built-in.ts';
import { readEmbedding } from '../../store/knowledge/embedding.ts';
import { addEntry } from '../../store/knowledge/entries.ts';
import { createKnowledgeSearch, type KnowledgeSearch } from '../../store/knowledge/search.ts';
import { embedKnowledge } from '../../temporal/embed-knowledge.ts';
import { type ModelSimulator, startModelSimulator } from '../simulators/openai/simulator.ts';
import { red } from '../support/scripted-platform.ts';
import { type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
let server: ModelSimulator;
let knowledge: KnowledgeSearch;
const open = (apiKey: string, model = 'small') =>
  createKnowledgeSearch(createEndpointEmbedder({ baseUrl: server.url, model, apiKey, timeoutMs: 5_000 }), () => new Date());
const state = () => kit.transact((tx) => readEmbedding(tx, knowledge.embedder));

beforeAll(async () => {
  [kit, server] = await Promise.all([openKit(), startModelSimulator({ apiKey: 'right-key-of-the-endpoint' })]);
  await kit.transact((tx) => seedBuiltIns(tx));
  knowledge = open('right-key-of-the-endpoint');
});
afterAll(async () => {
  await kit.database.close();
  await server.close();
});

async function consulted(jobKey: string, error: string, deps = { ...kit.deps, knowledge }) {
  kit.platform.declare({ jobKey }, [red(error)]);
  const incidentId = await kit.fail(jobKey);
  await investigate(deps, { tenantId, incidentId, round: 1 });
  return kit.transact((tx) =>
    tx.rows<{ id: string; parts: { similarity: number } }>(
      'select entry_id as id, parts from knowledge_use where incident_id = $1 order by place',
      [incidentId],
    ),
  );
}

describe('an embedding endpoint', () => {
  it('that fails leaves the entries to words and patterns, and the reason stands beside the progress', async () => {
    const failing = open('wrong');
    expect(await embedKnowledge(kit.database.transact, failing.embedder, tenantId)).toBe(0);
    expect(await state()).toMatchObject({ source: 'endpoint', embedded: 0, lastError: expect.stringMatching(/./) });
    const found = await consulted('by-words', 'redis server not responding', { ...kit.deps, knowledge: failing });
    expect(found.map(({ id }) => id)).toContain('kb_builtin_cache-unreachable');
    expect(found.every(({ parts }) => parts.similarity === 0)).toBe(true);
  });

  it('takes over in batches, with the progress to be seen', async () => {
    const text = { title: 'Glacier gate', symptom: 'the glacier gate is frozen' };
    const { id } = await kit.transact((tx) => addEntry(tx, { ...text, state: 'active', provenance: 'person', author: 'Duty operator' }));
    const { entries } = await state();
    for (let made = -1; made !== 0; ) made = await embedKnowledge(kit.database.transact, knowledge.embedder, tenantId);
    expect(await state()).toMatchObject({ model: 'small', pending: 0, progress: 1, embedded: entries, lastError: null });
    const [nearest] = await consulted('by-vector', `${text.title}\n${text.symptom}`);
    expect(nearest?.id).toBe(id);
    expect(nearest?.parts.similarity).toBeGreaterThan(0.99);
  });

  it('of another model makes all of them anew', async () => {
    const { entries } = await state();
    knowledge = open('right-key-of-the-endpoint', 'large');
    expect(await state()).toMatchObject({ model: 'large', pending: entries, progress: 0 });
    await embedKnowledge(kit.database.transact, knowledge.embedder, tenantId);
    expect((await state()).embedded).toBeGreaterThan(0);
  });
});
