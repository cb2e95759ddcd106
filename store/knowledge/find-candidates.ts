import type { KnowledgeState } from '../../domain/knowledge/types.ts';
import type { Tx } from '../tx.ts';
import { type EntryRow, entryColumns } from './rows.ts';
import { vectorText } from './vectors.ts';

/** Entries that each of the two searches contributes. */
const perSearch = 50;
/** Entries that go on to scoring. */
const mostCandidates = 60;
/** Up to so many entries, comparing with each of them is quick and misses nothing. */
export const exactUpTo = 10_000;
/** Words that stand in many entries are ranked among so many of them. */
const mostRanked = 500;
/** Vectors that the index looks at; at 100,000 entries five of the five nearest are among them. */
const indexEffort = 200;
const indexed: readonly number[] = [512, 768, 1024, 1536, 3072];

export interface CandidateRow extends EntryRow {
  similarity: number | null;
  vector_place: string | null;
  text_place: string | null;
}

export interface CandidateSearch {
  readonly vector: Float32Array | null;
  readonly model: string;
  /** A tsquery; null when no word tells anything. */
  readonly words: string | null;
  readonly states: readonly KnowledgeState[];
  readonly collection: string | null;
  /** Entries of the tenant, by which the way is chosen. */
  readonly entries: number;
}

const mine = `tenant_id = $1 and model = $2 and dimensions = $3 and state = any($4) and ($5::text is null or collection = $5)`;

/** Distance to every entry. */
const exactArm = `
  select entry_id, distance from (select entry_id, embedding <=> $6::halfvec as distance from knowledge_vector where ${mine}) every_one
  order by distance, entry_id limit ${perSearch}`;

/** The same by the index of that length; the length stands in the statement, or the planner could not use it. */
const indexArm = (length: number): string => `
  select entry_id, distance from (
    select entry_id, embedding::halfvec(${length}) <=> $6::halfvec(${length}) as distance from knowledge_vector where dimensions = ${length} and ${mine}
    order by embedding::halfvec(${length}) <=> $6::halfvec(${length}) limit ${perSearch}) nearest order by distance, entry_id`;

/** One statement: both searches inside the tenant, fused by reciprocal rank, with what scoring wants to know of each entry. */
const statement = (arm: string): string => `
  with nearest as (${arm}),
  near as (select entry_id, 1 - distance as similarity, row_number() over (order by distance, entry_id) as place from nearest),
  hits as (
    select id, terms from knowledge_entry
    where tenant_id = $1 and terms @@ $7::tsquery and state = any($4) and ($5::text is null or collection = $5) limit ${mostRanked}),
  words as (
    select id as entry_id, row_number() over (order by rank desc, id) as place
    from (select id, ts_rank(terms, $7::tsquery) as rank from hits order by rank desc, id limit ${perSearch}) ranked),
  fused as (
    select entry_id, near.similarity, near.place as vector_place, words.place as text_place,
      coalesce(1.0 / (60 + near.place), 0) + coalesce(1.0 / (60 + words.place), 0) as fusion
    from near full join words using (entry_id))
  select ${entryColumns}, f.vector_place, f.text_place,
    coalesce(f.similarity, case when v.model = $2 and v.dimensions = $3 then 1 - (v.embedding <=> $6::halfvec) end) as similarity
  from fused f join knowledge_entry e on e.tenant_id = $1 and e.id = f.entry_id
  left join knowledge_vector v on v.tenant_id = $1 and v.entry_id = f.entry_id
  order by f.fusion desc, e.id limit ${mostCandidates}`;

const exactStatement = statement(exactArm);
const indexStatements = new Map(indexed.map((length) => [length, statement(indexArm(length))]));

/** What vector and full-text search come up with, fused, best first. */
export async function findCandidates(tx: Tx, search: CandidateSearch): Promise<readonly CandidateRow[]> {
  const { vector, model, words, states, collection, entries } = search;
  const length = vector?.length ?? 0;
  const byIndex = entries > exactUpTo ? indexStatements.get(length) : undefined;
  const parameters = [tx.tenant, model, length, states, collection, vector === null ? null : vectorText(vector), words ?? ''];
  if (byIndex === undefined) return tx.rows<CandidateRow>(exactStatement, parameters);
  const [, rows] = await Promise.all([
    tx.rows(
      `select set_config('hnsw.ef_search', $1, true), set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('enable_sort', 'off', true)`,
      [String(indexEffort)],
    ),
    tx.rows<CandidateRow>(byIndex, parameters),
    // Later statements of this transaction are planned as usual.
    tx.rows(`select set_config('enable_sort', 'on', true)`),
  ]);
  return rows;
}
