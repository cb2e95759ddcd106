import type { KnowledgeState } from '../../domain/knowledge/types.ts';
import type { Tx } from '../tx.ts';
import { type EntryRow, entryColumns } from './rows.ts';
import { vectorText } from './vectors.ts';

/** Entries that each of the two searches contributes. */
const perSearch = 50;
/** Fewer nearest vectors than this are no answer of an index over thousands. */
const nearestNeeded = 10;
/** Entries that go on to scoring. */
const mostCandidates = 60;
/** Up to so many entries, comparing with each of them is quick and misses nothing. */
const exactUpTo = 2_000;
/** Entries looked at for one word. A word that stands in more of them tells little; a rare one weighs more by its logarithm. */
const mostOfAWord = 100;
/** Vectors that the index looks at; at 100,000 entries five of the five nearest are among them. */
const indexEffort = 500;
const indexed: readonly number[] = [512, 768, 1024, 1536, 3072];

export interface CandidateRow extends EntryRow {
  similarity: number | null;
  vector_place: string | null;
  text_place: string | null;
}

export interface CandidateSearch {
  readonly vector: Float32Array | null;
  readonly model: string;
  /** Stems to look up. */
  readonly words: readonly string[];
  readonly states: readonly KnowledgeState[];
  readonly collection: string | null;
  /** Entries of the tenant, as far as is known, by which the way is chosen. */
  readonly entries: number;
}

/** The writes of the tenant's knowledge base so far, and its size. */
export interface KnowledgeGeneration {
  readonly generation: number;
  /** Entries that are not retired. */
  readonly entries: number;
}

export interface Candidates extends KnowledgeGeneration {
  readonly rows: readonly CandidateRow[];
}

const mine = `tenant_id = $1 and model = $2 and dimensions = $3 and state = any($4) and ($5::text is null or collection = $5)`;

/** Distance to every entry. */
const exactArm = `
  select entry_id, distance from (
    select entry_id, embedding <=> $6::halfvec as distance from knowledge_vector where ${mine}) every_one
  order by distance, entry_id limit ${perSearch}`;

/** The same by the index of that length; the length stands in the statement, or the planner could not use it. */
const indexArm = (length: number): string => `
  select entry_id, distance from (
    select entry_id, embedding::halfvec(${length}) <=> $6::halfvec(${length}) as distance from knowledge_vector
    where dimensions = ${length} and ${mine}
    order by embedding::halfvec(${length}) <=> $6::halfvec(${length}) limit ${perSearch}) nearest order by distance, entry_id`;

/** One statement: both searches inside the tenant, fused by reciprocal rank, with what scoring wants to know of each entry. */
const statement = (arm: string): string => `
  with now_at as (
    select coalesce(max(generation), 0) as generation, coalesce(max(entries), 0) as entries from knowledge_state where tenant_id = $1),
  nearest as (${arm}),
  near as (select entry_id, 1 - distance as similarity, row_number() over (order by distance, entry_id) as place from nearest),
  hits as (
    select t.entry_id, ln(1 + ${mostOfAWord}.0 / count(*) over (partition by asked.term)) as weight
    from unnest($7::text[]) as asked (term) cross join lateral (
      select entry_id from knowledge_term where tenant_id = $1 and term = asked.term order by entry_id limit ${mostOfAWord}) t),
  best as (select entry_id, sum(weight) as weight from hits group by 1 order by 2 desc, 1 limit ${4 * perSearch}),
  words as (
    select entry_id, row_number() over (order by weight desc, entry_id) as place
    from (
      select b.entry_id, b.weight from best b join knowledge_entry e on e.tenant_id = $1 and e.id = b.entry_id
      where e.state = any($4) and ($5::text is null or e.collection = $5) order by b.weight desc, b.entry_id limit ${perSearch}) ranked),
  fused as (
    select entry_id, near.similarity, near.place as vector_place, words.place as text_place,
      coalesce(1.0 / (60 + near.place), 0) + coalesce(1.0 / (60 + words.place), 0) as fusion
    from near full join words using (entry_id) order by fusion desc, entry_id limit ${mostCandidates})
  select now_at.generation, now_at.entries, ${entryColumns}, f.vector_place, f.text_place,
    coalesce(f.similarity, case when v.model = $2 and v.dimensions = $3 then 1 - (v.embedding <=> $6::halfvec) end) as similarity
  from now_at left join fused f on true left join knowledge_entry e on e.tenant_id = $1 and e.id = f.entry_id
  left join knowledge_vector v on v.tenant_id = $1 and v.entry_id = f.entry_id
  order by f.fusion desc nulls last, e.id`;

const exactStatement = statement(exactArm);
const indexStatements = new Map(indexed.map((length) => [length, statement(indexArm(length))]));

type FoundRow = (CandidateRow | { readonly id: null }) & { readonly generation: string; readonly entries: number };
const isCandidate = (row: FoundRow): row is CandidateRow & FoundRow => row.id !== null;

/** What vector and full-text search come up with, fused, best first. */
export async function findCandidates(tx: Tx, search: CandidateSearch): Promise<Candidates> {
  const { vector, model, words, states, collection, entries } = search;
  const length = vector?.length ?? 0;
  const byIndex = entries > exactUpTo ? indexStatements.get(length) : undefined;
  const parameters = [tx.tenant, model, length, states, collection, vector === null ? null : vectorText(vector), words];
  const fromIndex = byIndex === undefined ? null : await askIndex(tx, byIndex, parameters);
  // Among many more vectors of other tenants the index may give up early; then every one of the tenant's own is compared.
  const rows = fromIndex === null || gaveUp(fromIndex) ? await tx.rows<FoundRow>(exactStatement, parameters) : fromIndex;
  return { generation: Number(rows[0]?.generation ?? 0), entries: rows[0]?.entries ?? 0, rows: rows.filter(isCandidate) };
}

const gaveUp = (rows: readonly FoundRow[]): boolean =>
  rows.filter((row) => isCandidate(row) && row.vector_place !== null).length < nearestNeeded;

async function askIndex(tx: Tx, byIndex: string, parameters: readonly unknown[]): Promise<readonly FoundRow[]> {
  const [, rows] = await Promise.all([
    tx.rows(`select set_config('hnsw.ef_search', $1, true), set_config('hnsw.iterative_scan', 'relaxed_order', true)`, [
      String(indexEffort),
    ]),
    tx.rows<FoundRow>(byIndex, parameters),
  ]);
  return rows;
}
