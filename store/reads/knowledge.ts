import type { KnowledgeEntry, KnowledgeState } from '../../domain/knowledge/types.ts';
import type { Actor } from '../../domain/people/actor.ts';
import { readEntry } from '../knowledge/entries.ts';
import { type EntryRow, entryColumns, share, toEntry } from '../knowledge/rows.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';
import { Conditions, containing, decodeCursor, type Page, pageOf } from './page.ts';

export interface KnowledgeFilter {
  readonly collection?: string | undefined;
  readonly tag?: string | undefined;
  readonly category?: string | undefined;
  readonly state?: KnowledgeState | undefined;
  /** Words in title, symptom or solution. */
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Entries, the newest change first. Retired ones are shown only when they are asked for. @throws StoreRefusal invalid */
export async function listEntries(tx: Tx, filter: KnowledgeFilter): Promise<Page<KnowledgeEntry>> {
  const where = new Conditions('e.tenant_id = $1', tx.tenant);
  if (filter.state === undefined) where.add(`e.state <> 'retired'`);
  else where.add('e.state = ?', filter.state);
  if (filter.collection !== undefined) where.add('e.collection = ?', filter.collection);
  if (filter.category !== undefined) where.add('e.category = ?', filter.category);
  if (filter.tag !== undefined) where.add('e.tags @> ?::jsonb', JSON.stringify([filter.tag.toLowerCase()]));
  if (filter.q !== undefined && filter.q !== '') {
    const text = where.parameter(containing(filter.q));
    where.add(`(e.title ilike ${text} or e.symptom ilike ${text} or e.solution ilike ${text})`);
  }
  if (filter.cursor !== undefined)
    where.add('(e.updated_at, e.id) < (?::timestamptz, ?)', ...decodeCursor(filter.cursor, ['time', 'text']));
  const rows = await tx.rows<EntryRow>(
    `select ${entryColumns} from knowledge_entry e where ${where.sql} order by e.updated_at desc, e.id desc limit ${where.parameter(filter.limit + 1)}`,
    where.parameters,
  );
  return pageOf(rows, filter.limit, toEntry, (row) => [iso(row.updated_at), row.id]);
}

const shownActor = ({ kind, id, name }: Actor) => ({ kind, id, name });

/** An entry with what people said about it and what stands above and below it. @throws StoreRefusal not-found */
export async function readEntryDetail(tx: Tx, id: string) {
  const entry = await readEntry(tx, id);
  const comments = await tx.rows<{ id: string; text: string; actor: Actor; at: string }>(
    'select id, text, actor, at from knowledge_comment where tenant_id = $1 and entry_id = $2 order by at, id limit 500',
    [tx.tenant, id],
  );
  const family = await tx.rows<{ id: string; title: string }>(
    'select id, title from knowledge_entry where tenant_id = $1 and (id = $2 or parent_id = $3) order by title, id limit 200',
    [tx.tenant, entry.parentId ?? '', id],
  );
  return {
    ...entry,
    comments: comments.map((comment) => ({ ...comment, actor: shownActor(comment.actor), at: iso(comment.at) })),
    parent: family.find((relative) => relative.id === entry.parentId) ?? null,
    children: family.filter((relative) => relative.id !== entry.parentId),
  };
}

/** How an entry's confidence moved, and what was done to it, oldest first. @throws StoreRefusal not-found */
export async function readEntryHistory(tx: Tx, id: string) {
  await readEntry(tx, id);
  const confidence = await tx.rows<{ before: number; after: number; reason: string; actor: Actor; at: string }>(
    'select before, after, reason, actor, at from knowledge_confidence where tenant_id = $1 and entry_id = $2 order by at, id limit 1000',
    [tx.tenant, id],
  );
  const record = await tx.rows<{
    kind: string;
    summary: string;
    actor_kind: Actor['kind'];
    actor_id: string;
    actor_name: string;
    at: string;
  }>(
    `select kind, summary, actor_kind, actor_id, actor_name, at from record
     where tenant_id = $1 and kind like 'knowledge-%' and (detail->>'entry' = $2 or detail->'entries' @> to_jsonb($2::text)) order by id limit 1000`,
    [tx.tenant, id],
  );
  return {
    confidence: confidence.map((change) => ({
      before: share(change.before),
      after: share(change.after),
      reason: change.reason,
      actor: shownActor(change.actor),
      at: iso(change.at),
    })),
    record: record.map(({ kind, summary, at, ...by }) => ({
      kind,
      summary,
      actor: { kind: by.actor_kind, id: by.actor_id, name: by.actor_name },
      at: iso(at),
    })),
  };
}
