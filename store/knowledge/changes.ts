import { type LearningSettings, mayPromote } from '../../domain/knowledge/learning-settings.ts';
import type { KnowledgeContent, KnowledgeEntry, KnowledgeState } from '../../domain/knowledge/types.ts';
import { newId } from '../ids.ts';
import { appendRecord } from '../record.ts';
import { StoreRefusal } from '../refusal.ts';
import type { Tx } from '../tx.ts';
import { readEntry, requireParents } from './entries.ts';
import { bumpGeneration } from './generation.ts';
import { searchFields } from './vectors.ts';

/** Fields that a person may change. Confidence has a verb of its own, for its history says why it moved. */
export type EntryChange = Partial<Omit<KnowledgeContent, 'confidence'>>;

const columnOf: Readonly<Record<keyof EntryChange, string>> = {
  title: 'title',
  symptom: 'symptom',
  explanation: 'explanation',
  solution: 'solution',
  collection: 'collection',
  category: 'category',
  tags: 'tags',
  patterns: 'patterns',
  cause: 'cause',
  origin: 'origin',
  action: 'action',
  severity: 'severity',
  service: 'service',
  parentId: 'parent_id',
};
const names = Object.keys(columnOf) as (keyof EntryChange)[];
const stored = (value: unknown): unknown => (Array.isArray(value) ? JSON.stringify(value) : value);

/** An entry above itself would never end. @throws StoreRefusal invalid */
async function refuseLoop(tx: Tx, id: string, parentId: string): Promise<void> {
  const rows = await tx.rows<{ id: string }>(
    `with recursive above as (
       select id, parent_id, 1 as depth from knowledge_entry where tenant_id = $1 and id = $2
       union all select e.id, e.parent_id, depth + 1 from knowledge_entry e join above on e.id = above.parent_id where e.tenant_id = $1 and depth < 50)
     select id from above where id = $3`,
    [tx.tenant, parentId, id],
  );
  if (rows.length > 0)
    throw new StoreRefusal('invalid', 'parentId: an entry cannot stand above itself', { parentId: 'an entry cannot stand above itself' });
}

/** Changes what an entry says. @throws StoreRefusal not-found, invalid; stale when `version` is not the current one */
export async function changeEntry(tx: Tx, id: string, version: number, change: EntryChange): Promise<KnowledgeEntry> {
  const before = await readEntry(tx, id, 'for update');
  if (before.version !== version)
    throw new StoreRefusal('stale', `The entry has changed since version ${version}; it is at version ${before.version}`, {
      version: before.version,
    });
  const changed = names.filter((name) => change[name] !== undefined && JSON.stringify(change[name]) !== JSON.stringify(before[name]));
  if (changed.length === 0) return before;
  if (change.parentId !== undefined && change.parentId !== null) {
    await requireParents(tx, [change.parentId]);
    await refuseLoop(tx, id, change.parentId);
  }
  const after = { ...before, ...Object.fromEntries(changed.map((name) => [name, change[name]])) };
  await writeContent(tx, after, changed);
  await appendRecord(tx, {
    incidentId: null,
    kind: 'knowledge-changed',
    stage: 'learn',
    summary: `${tx.actor.name} changed ${changed.join(', ')} of the knowledge entry "${after.title}".`,
    detail: { entry: id, changes: changed.map((name) => ({ name, before: before[name], after: change[name] })) },
  });
  await bumpGeneration(tx);
  return readEntry(tx, id);
}

async function writeContent(tx: Tx, after: KnowledgeEntry, changed: readonly (keyof EntryChange)[]): Promise<void> {
  const { terms, embedding, model, dimensions } = searchFields(after);
  const sets = changed.map((name, index) => `${columnOf[name]} = $${index + 5}`);
  await tx.rows(
    `update knowledge_entry set ${sets.join(', ')}, terms = array_to_tsvector($3::text[]), edited_by = $4, version = version + 1, updated_at = now()
     where tenant_id = $1 and id = $2`,
    [tx.tenant, after.id, terms, tx.actor.name, ...changed.map((name) => stored(after[name]))],
  );
  await tx.rows(
    `update knowledge_vector set embedding = $3::halfvec, model = $4, dimensions = $5, collection = $6 where tenant_id = $1 and entry_id = $2`,
    [tx.tenant, after.id, embedding, model, dimensions, after.collection],
  );
}

/** Writes the state alone. The caller records it and bumps the generation. */
export async function setState(tx: Tx, entry: KnowledgeEntry, state: KnowledgeState): Promise<void> {
  await tx.rows('update knowledge_entry set state = $3, version = version + 1, updated_at = now() where tenant_id = $1 and id = $2', [
    tx.tenant,
    entry.id,
    state,
  ]);
  await tx.rows('update knowledge_vector set state = $3 where tenant_id = $1 and entry_id = $2', [tx.tenant, entry.id, state]);
}

/** Releases a candidate, or brings a retired entry back. @throws StoreRefusal not-found */
export async function confirmEntry(tx: Tx, id: string): Promise<KnowledgeEntry> {
  const before = await readEntry(tx, id, 'for update');
  if (before.state === 'active') return before;
  await activate(tx, before, `${tx.actor.name} confirmed the knowledge entry "${before.title}".`);
  await bumpGeneration(tx, before.state === 'retired' ? 1 : 0);
  return readEntry(tx, id);
}

/** Lets verdicts rest on an entry. The caller bumps the generation. */
async function activate(tx: Tx, entry: KnowledgeEntry, summary: string): Promise<void> {
  await setState(tx, entry, 'active');
  await appendRecord(tx, {
    incidentId: null,
    kind: 'knowledge-confirmed',
    stage: 'learn',
    summary,
    detail: { entry: entry.id, before: entry.state },
  });
}

/** Brings a candidate into use that an outcome bore out, as far as the learning settings allow. The caller bumps the generation. */
export async function activateWhenAllowed(tx: Tx, candidate: KnowledgeEntry, settings: LearningSettings): Promise<void> {
  if (mayPromote(candidate, settings)) await activate(tx, candidate, `An outcome confirmed the knowledge entry "${candidate.title}".`);
}

/** Takes an entry out of use; it stays readable, and old cases still name it. @throws StoreRefusal not-found */
export async function retireEntry(tx: Tx, id: string): Promise<KnowledgeEntry> {
  const before = await readEntry(tx, id, 'for update');
  if (before.state === 'retired') return before;
  await setState(tx, before, 'retired');
  await appendRecord(tx, {
    incidentId: null,
    kind: 'knowledge-retired',
    stage: 'learn',
    summary: `${tx.actor.name} retired the knowledge entry "${before.title}".`,
    detail: { entry: id, before: before.state },
  });
  await bumpGeneration(tx, -1);
  return readEntry(tx, id);
}

/** Keeps what somebody says about an entry. @throws StoreRefusal not-found */
export async function commentEntry(tx: Tx, id: string, text: string) {
  const entry = await readEntry(tx, id);
  const commentId = newId('kbc');
  const row = await tx.one<{ at: string }>(
    'insert into knowledge_comment (tenant_id, id, entry_id, text, actor) values ($1, $2, $3, $4, $5::jsonb) returning at',
    [tx.tenant, commentId, id, text, JSON.stringify(tx.actor)],
  );
  await appendRecord(tx, {
    incidentId: null,
    kind: 'knowledge-commented',
    stage: 'people',
    summary: `${tx.actor.name} on "${entry.title}": ${text.slice(0, 500)}`,
    detail: { entry: id, comment: commentId },
  });
  return { id: commentId, text, actor: tx.actor, at: row.at };
}
