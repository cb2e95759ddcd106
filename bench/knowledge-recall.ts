import { Client, type ClientConfig } from 'pg';
import pgConnectionString from 'pg-connection-string';
import { embed, embedderName } from '../domain/knowledge/embed.ts';
import { localEmbedder } from '../domain/knowledge/embedder.ts';
import { meaningOf } from '../domain/knowledge/search-terms.ts';
import { stewardActor } from '../domain/people/actor.ts';
import { addEntries } from '../store/knowledge/entries.ts';
import { findCandidates } from '../store/knowledge/find-candidates.ts';
import { createKnowledgeSearch } from '../store/knowledge/search.ts';
import { vectorText } from '../store/knowledge/vectors.ts';
import type { Tx } from '../store/tx.ts';
import type { TestDatabase } from '../tests/support/database.ts';
import { createTexts } from './knowledge-texts.ts';
import { type Measure, median, medianOf } from './measures.ts';

const sizes = [1_000, 10_000, 100_000] as const;
const questions = 120;
const nearest = 5;
const batch = 500;
/** Half precision: nearer than this, two entries are equally near. */
const tie = 0.0005;

type Ask = <Value>(size: number, work: (tx: Tx) => Promise<Value>) => Promise<Value>;

/** Tenants of three sizes, filled by the product's own verb. The vector index is made afterwards, which takes minutes less. */
async function fill({ orm, transact, url }: TestDatabase, says: (text: string) => void): Promise<Ask> {
  const sql = <Row>(text: string) => orm.em.getConnection().execute<Row[]>(text);
  const [index] = await sql<{ indexdef: string }>(`select indexdef from pg_indexes where indexname = 'knowledge_vector_512'`);
  await sql('drop index knowledge_vector_512');
  const ask: Ask = (size, work) => transact(`kb-${size}`, stewardActor, work);
  for (const size of sizes) {
    await sql(`insert into tenant (id, name) values ('kb-${size}', '${size} entries')`);
    const next = createTexts(size);
    for (let done = 0; done < size; done += batch)
      await ask(size, (tx) =>
        addEntries(
          tx,
          Array.from({ length: batch }, () => entryOf(next())),
        ),
      );
    says(`${size} entries`);
  }
  await patiently(
    url,
    `set maintenance_work_mem = '512MB'; ${index?.indexdef}; analyze knowledge_vector; analyze knowledge_entry; analyze knowledge_term`,
  );
  says('index made');
  return ask;
}

/** Runs what takes longer than the product's own statements may. */
async function patiently(url: string, statements: string): Promise<void> {
  const client = new Client(pgConnectionString.parse(url) as ClientConfig);
  await client.connect();
  await client.query(statements);
  await client.end();
}

const entryOf = (symptom: string) =>
  ({
    title: symptom.slice(0, 60),
    symptom,
    solution: 'Run it again.',
    cause: 'NETWORK',
    state: 'active',
    provenance: 'import',
    author: 'bench',
  }) as const;

/** Share of the truly nearest entries that a search with the index finds; entries as near as the last of them count as well. */
async function recallOf(tx: Tx, text: string, entries: number): Promise<number> {
  const vector = embed(text);
  const exact = await tx.rows<{ similarity: number }>(
    `select 1 - (embedding <=> $2::halfvec) as similarity from knowledge_vector where tenant_id = $1 order by embedding <=> $2::halfvec, entry_id limit ${nearest}`,
    [tx.tenant, vectorText(vector)],
  );
  const { rows } = await findCandidates(tx, {
    ...{ vector, model: embedderName, words: [], states: ['active'], collection: null, entries },
  });
  const worst = Number(exact.at(-1)?.similarity ?? 1) - tie;
  const found = rows.filter(({ similarity }) => Number(similarity) >= worst).length;
  return Math.min(found, exact.length) / exact.length;
}

/** Recall against exact search at 100,000 entries, and how much slower a search gets from 1,000 to there, on the same server in turns. */
export async function measureKnowledge(database: TestDatabase, says: (text: string) => void): Promise<Measure[]> {
  const ask = await fill(database, says);
  const next = createTexts(7);
  const texts = Array.from({ length: questions }, next);
  const recalls: number[] = [];
  for (const text of texts)
    recalls.push(await ask(100_000, (tx) => recallOf(tx, meaningOf({ title: text.slice(0, 60), symptom: text, patterns: [] }), 100_000)));
  const times: Record<number, number[]> = {};
  // A searcher that remembers nothing: each question is new.
  const knowledge = createKnowledgeSearch(localEmbedder, () => new Date());
  const question = (text: string) => ({ text, service: null, severity: null });
  const options = { states: ['active'], collection: null, limit: nearest } as const;
  for (const text of [...Array.from({ length: 20 }, next), ...texts])
    for (const size of sizes) {
      const begun = performance.now();
      await ask(size, (tx) => knowledge.search(tx, question(text), options));
      (times[size] ??= []).push(performance.now() - begun);
    }
  const measured = (size: number) => (times[size] ?? []).slice(20);
  const p99 = measured(10_000).toSorted((left, right) => left - right)[Math.floor(questions * 0.99)] ?? Number.NaN;
  const growth = measured(100_000).map((value, index) => value / (measured(1_000)[index] ?? Number.NaN));
  return [
    {
      name: 'recall@5 of exact search, 100,000 entries',
      unit: '',
      value: recalls.reduce((sum, value) => sum + value, 0) / questions,
      bound: { atLeast: 0.99 },
    },
    { name: 'knowledge search, 1,000 entries', unit: 'ms', ...medianOf(measured(1_000)) },
    { name: 'knowledge search, 10,000 entries', unit: 'ms', ...medianOf(measured(10_000)) },
    { name: 'knowledge search, 100,000 entries', unit: 'ms', ...medianOf(measured(100_000)) },
    { name: 'knowledge search p99, 10,000 entries', unit: 'ms', value: p99, bound: { atMost: 20 } },
    { name: 'search at 100,000 ÷ at 1,000 entries', unit: '×', value: median(growth), bound: { atMost: 3 } },
  ];
}
