import type { Action, Cause, Origin } from '../../domain/incidents/vocabulary.ts';
import { cleanContent } from '../../domain/knowledge/clean-content.ts';
import { contentOfExample } from '../../domain/knowledge/example.ts';
import { collections, type KnowledgeEntry } from '../../domain/knowledge/types.ts';
import { appendRecord } from '../record.ts';
import type { Tx } from '../tx.ts';
import { addEntry, type NewEntry } from './entries.ts';
import { bumpGeneration } from './generation.ts';
import { type EntryRow, entryColumns, toEntry } from './rows.ts';
import { searchFields } from './vectors.ts';

/** A failure that a person has put right. */
export interface Example {
  /** Root line or error text; bounded and redacted here. */
  readonly symptom: string;
  readonly cause: Cause;
  readonly origin: Origin;
  readonly action: Action;
  /** Why, in the person's words; may be empty. */
  readonly reason: string;
  readonly fingerprint: string | null;
  readonly incidentId: string | null;
  readonly service: string | null;
  /** Values that must never be stored. */
  readonly secrets: readonly string[];
}

/**
 * Keeps a person's corrected diagnosis as an active entry of the collection `corrections`, found from then on by failures like it. One entry a
 * fingerprint: a later correction replaces what the earlier one said.
 */
export async function rememberExample(tx: Tx, example: Example): Promise<KnowledgeEntry> {
  const { fingerprint, incidentId } = example;
  const content = cleanContent(contentOfExample(example), example.secrets);
  const known = fingerprint === null ? null : await findExample(tx, fingerprint);
  const entry: NewEntry = {
    ...content,
    ...{ state: 'active', provenance: 'person', author: tx.actor.name, fingerprint, sourceIncidentId: incidentId },
  };
  return known === null ? addEntry(tx, entry) : replace(tx, known.id, entry, content);
}

async function findExample(tx: Tx, fingerprint: string): Promise<KnowledgeEntry | null> {
  const row = await tx.maybe<EntryRow>(
    `select ${entryColumns} from knowledge_entry e where tenant_id = $1 and fingerprint = $2 and collection = $3 and state = 'active'
     order by updated_at desc limit 1 for update`,
    [tx.tenant, fingerprint, collections.corrections],
  );
  return row === null ? null : toEntry(row);
}

async function replace(tx: Tx, id: string, entry: NewEntry, content: Parameters<typeof searchFields>[0]): Promise<KnowledgeEntry> {
  const { terms, embedding, model, dimensions } = searchFields(content);
  const row = await tx.one<EntryRow>(
    `update knowledge_entry e set title = $3, symptom = $4, explanation = $5, cause = $6, origin = $7, action = $8, source_incident_id = $9,
       edited_by = $10, terms = array_to_tsvector($11::text[]), version = version + 1, updated_at = now()
     where tenant_id = $1 and id = $2 returning ${entryColumns}`,
    [
      ...[tx.tenant, id, content.title, content.symptom, content.explanation, content.cause, content.origin, content.action],
      ...[entry.sourceIncidentId, tx.actor.name, terms],
    ],
  );
  await tx.rows('update knowledge_vector set embedding = $3::halfvec, model = $4, dimensions = $5 where tenant_id = $1 and entry_id = $2', [
    tx.tenant,
    id,
    embedding,
    model,
    dimensions,
  ]);
  await appendRecord(tx, {
    incidentId: entry.sourceIncidentId ?? null,
    kind: 'knowledge-changed',
    stage: 'learn',
    summary: `${tx.actor.name} corrected this failure again: ${content.cause}.`,
    detail: { entry: id, cause: content.cause, origin: content.origin, action: content.action },
  });
  await bumpGeneration(tx);
  return toEntry(row);
}
