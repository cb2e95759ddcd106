import {
  type ConfidenceMove,
  type ImportOptions,
  type ImportPlan,
  metricsOf,
  type PortableKnowledge,
  planImport,
  portableFormat,
  portableVersion,
} from '../../domain/knowledge/portable.ts';
import type { KnowledgeEntry } from '../../domain/knowledge/types.ts';
import { newId } from '../ids.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';
import { addEntries } from './entries.ts';
import { type EntryRow, entryColumns, share, toEntry } from './rows.ts';

interface MoveRow {
  entry_id: string;
  before: number;
  after: number;
  reason: string;
  actor: { name: string };
  at: string;
}

const toMove = ({ before, after, reason, actor, at }: MoveRow): ConfidenceMove => ({
  before: share(before),
  after: share(after),
  reason,
  actor: actor.name,
  at: iso(at),
});

async function readMoves(tx: Tx, entries: readonly KnowledgeEntry[]): Promise<Record<string, ConfidenceMove[]>> {
  const rows = await tx.rows<MoveRow>(
    'select entry_id, before, after, reason, actor, at from knowledge_confidence where tenant_id = $1 and entry_id = any($2) order by at, id',
    [tx.tenant, entries.map(({ id }) => id)],
  );
  const moves: Record<string, ConfidenceMove[]> = {};
  for (const row of rows) (moves[row.entry_id] ??= []).push(toMove(row));
  return moves;
}

/** Everything that the knowledge base holds and has not retired, fit to be taken over elsewhere. */
export async function exportKnowledge(
  tx: Tx,
  options: { readonly metrics: boolean; readonly history: boolean; readonly source: string | null; readonly now: Date },
): Promise<PortableKnowledge> {
  const rows = await tx.rows<EntryRow>(
    `select ${entryColumns} from knowledge_entry e where tenant_id = $1 and state <> 'retired' order by created_at, id`,
    [tx.tenant],
  );
  const entries = rows.map(toEntry);
  return {
    format: portableFormat,
    version: portableVersion,
    exportedAt: options.now.toISOString(),
    source: options.source,
    entries,
    ...(options.metrics ? { metrics: metricsOf(entries) } : {}),
    ...(options.history ? { confidenceHistory: await readMoves(tx, entries) } : {}),
  };
}

async function keepMoves(
  tx: Tx,
  plan: ImportPlan,
  incoming: readonly KnowledgeEntry[],
  given: NonNullable<PortableKnowledge['confidenceHistory']>,
  options: ImportOptions,
): Promise<void> {
  const before = new Map(incoming.map((entry) => [entry.id, entry.confidence]));
  const reason = `Imported${options.source === null ? '' : ` from ${options.source}`}${options.confidenceAdjustment === 0 ? '' : `, adjusted by ${options.confidenceAdjustment}`}`;
  const now = new Date().toISOString();
  const rows = plan.add.flatMap((entry) => [
    ...(given[entry.id] ?? []).map(({ actor, ...move }) => ({
      ...move,
      entry_id: entry.id,
      actor: { kind: 'human', id: 'imported', name: actor },
    })),
    { entry_id: entry.id, before: before.get(entry.id) ?? entry.confidence, after: entry.confidence, reason, actor: tx.actor, at: now },
  ]);
  await tx.rows(
    `insert into knowledge_confidence (tenant_id, id, entry_id, before, after, reason, actor, at)
     select $1, id, entry_id, before, after, reason, actor, at
     from jsonb_to_recordset($2::jsonb) as given (id text, entry_id text, before real, after real, reason text, actor jsonb, at timestamptz)`,
    [tx.tenant, JSON.stringify(rows.map((row) => ({ id: newId('kbh'), ...row })))],
  );
}

/** Takes over entries of another installation under their own ids. Texts are bounded and redacted already. @throws StoreRefusal invalid */
export async function importKnowledge(
  tx: Tx,
  portable: Pick<PortableKnowledge, 'entries' | 'confidenceHistory'>,
  options: ImportOptions,
): Promise<ImportPlan> {
  const ids = portable.entries.flatMap(({ id, parentId }) => (parentId === null ? [id] : [id, parentId]));
  const rows = await tx.rows<EntryRow>(`select ${entryColumns} from knowledge_entry e where tenant_id = $1 and id = any($2)`, [
    tx.tenant,
    ids,
  ]);
  const plan = planImport(portable.entries, new Map(rows.map((row) => [row.id, toEntry(row)])), options);
  await addEntries(
    tx,
    plan.add.map(({ uses, successes, failures, resolutionSeconds, lastUsedAt, createdAt, state, sourceIncidentId: _, ...entry }) => ({
      ...entry,
      state: state === 'retired' ? 'candidate' : state,
      record: { uses, successes, failures, resolutionSeconds, lastUsedAt, createdAt },
    })),
  );
  if (plan.add.length > 0) await keepMoves(tx, plan, portable.entries, portable.confidenceHistory ?? {}, options);
  return plan;
}
