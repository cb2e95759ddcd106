import { emptyContent } from '../../domain/knowledge/clean-content.ts';
import type { KnowledgeContent, KnowledgeEntry, KnowledgeState, Provenance } from '../../domain/knowledge/types.ts';
import { newId } from '../ids.ts';
import { appendRecord } from '../record.ts';
import { StoreRefusal } from '../refusal.ts';
import type { Tx } from '../tx.ts';
import { bumpGeneration } from './generation.ts';
import { type EntryRow, entryColumns, toEntry } from './rows.ts';
import { searchFields } from './vectors.ts';

/** An entry to be added. Its texts are bounded and redacted already. */
export interface NewEntry extends Partial<KnowledgeContent> {
  readonly title: string;
  readonly state: Exclude<KnowledgeState, 'retired'>;
  readonly provenance: Provenance;
  readonly author: string;
  readonly id?: string;
  readonly fingerprint?: string | null;
  readonly sourceIncidentId?: string | null;
  /** The record of success that an import brings along. */
  readonly record?: Partial<Pick<KnowledgeEntry, 'uses' | 'successes' | 'failures' | 'resolutionSeconds' | 'lastUsedAt' | 'createdAt'>>;
}

const contentOf = (entry: NewEntry): KnowledgeContent => ({ ...emptyContent, ...entry });

const toRow = (entry: NewEntry) => {
  const {
    title,
    symptom,
    explanation,
    solution,
    collection,
    category,
    tags,
    patterns,
    cause,
    origin,
    action,
    severity,
    service,
    confidence,
    parentId,
  } = contentOf(entry);
  const { record } = entry;
  return {
    ...{
      id: entry.id ?? newId('kb'),
      title,
      symptom,
      explanation,
      solution,
      collection,
      category,
      tags,
      patterns,
      cause,
      origin,
      action,
      severity,
    },
    ...{ service, confidence, parent_id: parentId, state: entry.state, provenance: entry.provenance, author: entry.author },
    ...{ fingerprint: entry.fingerprint ?? null, source_incident_id: entry.sourceIncidentId ?? null },
    ...{ uses: record?.uses ?? 0, successes: record?.successes ?? 0, failures: record?.failures ?? 0 },
    ...{
      resolution_seconds: record?.resolutionSeconds ?? null,
      last_used_at: record?.lastUsedAt ?? null,
      created_at: record?.createdAt ?? null,
    },
    ...searchFields(contentOf(entry)),
  };
};

const rowShape = `id text, title text, symptom text, explanation text, solution text, collection text, category text, tags jsonb, patterns jsonb, cause text,
  origin text, action text, severity text, service text, confidence real, parent_id text, state text, provenance text, author text, fingerprint text,
  source_incident_id text, uses integer, successes integer, failures integer, resolution_seconds real, last_used_at timestamptz, created_at timestamptz,
  terms text[], embedding text, model text, dimensions integer`;

/** Refuses a parent that is not there. @throws StoreRefusal invalid */
export async function requireParents(tx: Tx, parentIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(parentIds)];
  if (wanted.length === 0) return;
  const rows = await tx.rows<{ id: string }>('select id from knowledge_entry where tenant_id = $1 and id = any($2)', [tx.tenant, wanted]);
  const missing = wanted.find((id) => !rows.some((row) => row.id === id));
  if (missing !== undefined)
    throw new StoreRefusal('invalid', `parentId: there is no entry ${missing}`, { parentId: `there is no entry ${missing}` });
}

/** The more general entry that a new one is a case of. @throws StoreRefusal invalid */
export async function readParent(tx: Tx, id: string): Promise<KnowledgeEntry> {
  await requireParents(tx, [id]);
  return readEntry(tx, id);
}

/** Adds entries, which searches find from then on. @returns them in the order given. @throws StoreRefusal invalid */
export async function addEntries(tx: Tx, entries: readonly NewEntry[]): Promise<readonly KnowledgeEntry[]> {
  if (entries.length === 0) return [];
  const rows = entries.map(toRow);
  const own = new Set(rows.map((row) => row.id));
  await requireParents(
    tx,
    rows.flatMap((row) => (row.parent_id === null || own.has(row.parent_id) ? [] : [row.parent_id])),
  );
  const added = await tx.rows<EntryRow>(
    `insert into knowledge_entry as e (tenant_id, id, title, symptom, explanation, solution, collection, category, tags, patterns, cause, origin, action, severity,
       service, confidence, parent_id, state, provenance, author, fingerprint, source_incident_id, uses, successes, failures, resolution_seconds, last_used_at,
       created_at, terms)
     select $1, id, title, symptom, explanation, solution, collection, category, tags, patterns, cause, origin, action, severity, service, confidence, parent_id,
       state, provenance, author, fingerprint, source_incident_id, uses, successes, failures, resolution_seconds, last_used_at, coalesce(created_at, now()),
       array_to_tsvector(terms)
     from jsonb_to_recordset($2::jsonb) as given (${rowShape}) returning ${entryColumns}`,
    [tx.tenant, JSON.stringify(rows)],
  );
  await tx.rows(
    `insert into knowledge_vector (tenant_id, entry_id, model, dimensions, embedding, state, collection)
     select $1, id, model, dimensions, embedding::halfvec, state, collection from jsonb_to_recordset($2::jsonb) as given (${rowShape})`,
    [tx.tenant, JSON.stringify(rows)],
  );
  await appendRecord(tx, addedLine(tx, entries, rows));
  await bumpGeneration(tx, entries.length);
  const byId = new Map(added.map((row) => [row.id, toEntry(row)]));
  return rows.flatMap(({ id }) => byId.get(id) ?? []);
}

function addedLine(tx: Tx, entries: readonly NewEntry[], rows: readonly { readonly id: string }[]) {
  const [first] = entries;
  const what = entries.length === 1 ? `the knowledge entry "${first?.title}"` : `${entries.length} knowledge entries`;
  return {
    incidentId: first?.sourceIncidentId ?? null,
    kind: 'knowledge-added',
    stage: 'learn',
    summary: `${tx.actor.name} added ${what}${first?.state === 'candidate' ? ' as a candidate' : ''}.`,
    detail: { entries: rows.slice(0, 100).map(({ id }) => id), count: entries.length, provenance: first?.provenance, state: first?.state },
  } as const;
}

/** Adds one entry. @throws StoreRefusal invalid */
export async function addEntry(tx: Tx, entry: NewEntry): Promise<KnowledgeEntry> {
  const [added] = await addEntries(tx, [entry]);
  if (added === undefined) throw new Error('The entry was not stored');
  return added;
}

/** Reads an entry. @throws StoreRefusal not-found */
export async function readEntry(tx: Tx, id: string, lock: '' | 'for update' = ''): Promise<KnowledgeEntry> {
  const row = await tx.maybe<EntryRow>(`select ${entryColumns} from knowledge_entry e where tenant_id = $1 and id = $2 ${lock}`, [
    tx.tenant,
    id,
  ]);
  if (row === null) throw new StoreRefusal('not-found', `There is no knowledge entry ${id}`);
  return toEntry(row);
}
