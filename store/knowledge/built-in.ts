import { createHash } from 'node:crypto';
import { type BuiltInEntry, builtInConfidence, builtInId } from '../../domain/knowledge/built-in/define.ts';
import { builtInEntries } from '../../domain/knowledge/built-in/entries.ts';
import { emptyContent } from '../../domain/knowledge/clean-content.ts';
import { embedderName } from '../../domain/knowledge/embed.ts';
import { collections, type KnowledgeContent } from '../../domain/knowledge/types.ts';
import { appendRecord } from '../record.ts';
import type { Tx } from '../tx.ts';
import { bumpGeneration } from './generation.ts';
import { searchFields } from './vectors.ts';

const contentOf = ({ slug: _slug, parent, ...entry }: BuiltInEntry): KnowledgeContent => ({
  ...emptyContent,
  ...entry,
  collection: collections.builtin,
  confidence: builtInConfidence,
  parentId: parent === undefined ? null : builtInId(parent),
});

/** Tells one version of a set from another. */
const revisionOf = (entries: readonly BuiltInEntry[]): string =>
  createHash('sha256')
    .update(JSON.stringify([embedderName, entries]))
    .digest('hex')
    .slice(0, 16);

const rowShape = `id text, title text, symptom text, explanation text, solution text, collection text, category text, tags jsonb, patterns jsonb, cause text,
  origin text, action text, severity text, confidence real, "parentId" text, terms text[], embedding text, model text, dimensions integer`;

/**
 * Gives a tenant the built-in entries, and brings those up to date that nobody has edited; a retired one stays retired, and what outcomes taught
 * stays. Does nothing when the tenant has this set. @returns entries added or brought up to date
 */
export async function seedBuiltIns(tx: Tx, entries: readonly BuiltInEntry[] = builtInEntries): Promise<number> {
  const revision = revisionOf(entries);
  const key = `knowledge-built-in/${revision}`;
  const done = await tx.maybe('select id from record where tenant_id = $1 and step_key = $2', [tx.tenant, key]);
  if (done !== null) return 0;
  const rows = JSON.stringify(
    entries.map((entry) => ({ id: builtInId(entry.slug), ...contentOf(entry), ...searchFields(contentOf(entry)) })),
  );
  const changed = await tx.rows<{ added: boolean }>(
    `insert into knowledge_entry as e (tenant_id, id, title, symptom, explanation, solution, collection, category, tags, patterns, cause, origin, action,
       severity, confidence, parent_id, state, provenance, author, terms)
     select $1, id, title, symptom, explanation, solution, collection, category, tags, patterns, cause, origin, action, severity, confidence, "parentId",
       'active', 'builtin', 'Nightshift', array_to_tsvector(terms)
     from jsonb_to_recordset($2::jsonb) as given (${rowShape})
     on conflict (tenant_id, id) do update set title = excluded.title, symptom = excluded.symptom, explanation = excluded.explanation,
       solution = excluded.solution, category = excluded.category, tags = excluded.tags, patterns = excluded.patterns, cause = excluded.cause,
       origin = excluded.origin, action = excluded.action, severity = excluded.severity, parent_id = excluded.parent_id, terms = excluded.terms,
       version = e.version + 1
     where e.edited_by is null returning (xmax = 0) as added`,
    [tx.tenant, rows],
  );
  await tx.rows(
    `insert into knowledge_vector as v (tenant_id, entry_id, model, dimensions, embedding, state, collection)
     select $1, g.id, g.model, g.dimensions, g.embedding::halfvec, e.state, e.collection
     from jsonb_to_recordset($2::jsonb) as g (${rowShape}) join knowledge_entry e on e.tenant_id = $1 and e.id = g.id and e.edited_by is null
     on conflict (tenant_id, entry_id) do update set embedding = excluded.embedding, model = excluded.model, dimensions = excluded.dimensions`,
    [tx.tenant, rows],
  );
  await appendRecord(tx, {
    incidentId: null,
    kind: 'knowledge-built-in',
    stage: 'learn',
    summary: `The ${entries.length} built-in knowledge entries are in place.`,
    detail: { entries: entries.length, revision },
    stepKey: key,
  });
  await bumpGeneration(tx, changed.filter(({ added }) => added).length);
  return changed.length;
}
