import type { Embedder } from '../../domain/knowledge/embedder.ts';
import { meaningOf } from '../../domain/knowledge/search-terms.ts';
import { appendRecord } from '../record.ts';
import type { Tx } from '../tx.ts';
import { bumpGeneration } from './generation.ts';
import { vectorText } from './vectors.ts';

/** How far the entries have vectors of the embedder in use. */
export interface EmbeddingState {
  readonly model: string;
  readonly dimensions: number | null;
  readonly source: 'local' | 'endpoint';
  readonly entries: number;
  readonly embedded: number;
  readonly pending: number;
  /** 0 to 1. */
  readonly progress: number;
  readonly lastError: string | null;
}

const vectorsBy = (join: 'join' | 'left join'): string =>
  `from knowledge_entry e ${join} knowledge_vector v on v.tenant_id = e.tenant_id and v.entry_id = e.id
     where e.tenant_id = $1 and e.state <> 'retired'`;
/** Entries and not vectors are what is gone through: a vector that is missing altogether has to be found as well. */
const entriesInUse = vectorsBy('left join');

export async function readEmbedding(tx: Tx, { model, source }: Pick<Embedder, 'model' | 'source'>): Promise<EmbeddingState> {
  const row = await tx.one<{ entries: number; embedded: number; dimensions: number | null; error: string | null }>(
    `select count(*)::integer as entries, (count(*) filter (where v.model = $2))::integer as embedded,
       max(v.dimensions) filter (where v.model = $2) as dimensions, (select embed_error from knowledge_state where tenant_id = $1) as error
     ${entriesInUse}`,
    [tx.tenant, model],
  );
  const { entries, embedded, dimensions } = row;
  return {
    ...{ model, dimensions, source, entries, embedded, pending: entries - embedded },
    progress: entries === 0 ? 1 : embedded / entries,
    lastError: row.error,
  };
}

/** The mark of a vector that has to be made anew. */
const stale = '';

/** Has every vector of the tenant made anew; until then entries are found by words and patterns. @returns how many */
export async function markForEmbedding(tx: Tx): Promise<number> {
  await tx.rows('update knowledge_vector set model = $2 where tenant_id = $1 and model <> $2', [tx.tenant, stale]);
  const { entries } = await tx.one<{ entries: number }>(`select count(*)::integer as entries ${entriesInUse}`, [tx.tenant]);
  await appendRecord(tx, {
    incidentId: null,
    kind: 'knowledge-embedding-renewed',
    stage: 'settings',
    summary: `${tx.actor.name} had the vectors of ${entries} knowledge entries made anew.`,
    detail: { entries },
  });
  await bumpGeneration(tx);
  return entries;
}

/** An entry whose vector is missing or another embedder's, and what it has to be made of. */
export interface PendingVector {
  readonly id: string;
  readonly version: number;
  readonly text: string;
}

/**
 * Entries without a vector of this model, those in use first. Those that have none at all are looked for where `missing` is set: it costs a look
 * at every entry, ten times as much as the others alone.
 */
export async function pendingVectors(
  tx: Tx,
  model: string,
  { limit, missing }: { readonly limit: number; readonly missing: boolean },
): Promise<readonly PendingVector[]> {
  const rows = await tx.rows<{ id: string; version: number; title: string; symptom: string; patterns: string[] }>(
    `select e.id, e.version, e.title, e.symptom, e.patterns ${missing ? entriesInUse : vectorsBy('join')} and ${missing ? 'v.model is distinct from $2' : 'v.model <> $2'}
     order by e.state, e.id limit $3`,
    [tx.tenant, model, limit],
  );
  return rows.map((row) => ({ id: row.id, version: row.version, text: meaningOf(row) }));
}

/**
 * Stores vectors that were made outside of a transaction; an entry that changed meanwhile stays pending. The entries are locked, so that none
 * changes its state beside a vector that is being added.
 */
export async function saveVectors(
  tx: Tx,
  model: string,
  made: readonly (PendingVector & { readonly vector: Float32Array })[],
): Promise<void> {
  const rows = made.map(({ id, version, vector }) => ({ id, version, dimensions: vector.length, embedding: vectorText(vector) }));
  await tx.rows(
    `with current as (
       select e.id, e.state, e.collection, given.dimensions, given.embedding
       from jsonb_to_recordset($3::jsonb) as given (id text, version integer, dimensions integer, embedding text)
       join knowledge_entry e on e.tenant_id = $1 and e.id = given.id and e.version = given.version order by e.id for share of e)
     insert into knowledge_vector (tenant_id, entry_id, model, dimensions, embedding, state, collection)
     select $1, id, $2, dimensions, embedding::halfvec, state, collection from current
     on conflict (tenant_id, entry_id) do update set model = excluded.model, dimensions = excluded.dimensions, embedding = excluded.embedding`,
    [tx.tenant, model, JSON.stringify(rows)],
  );
  await bumpGeneration(tx);
}

/** Keeps why the embedder failed, for whoever looks at the progress; null when it works again. */
export async function noteEmbedError(tx: Tx, message: string | null): Promise<void> {
  await tx.rows(
    `insert into knowledge_state (tenant_id, embed_error) values ($1, $2)
     on conflict (tenant_id) do update set embed_error = excluded.embed_error where knowledge_state.embed_error is distinct from excluded.embed_error`,
    [tx.tenant, message],
  );
}
