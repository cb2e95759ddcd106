import { type CleaningChange, type CleaningSteps, cleanTrainingData } from '../../domain/knowledge/training/clean-training-data.ts';
import type { TrainingData } from '../../domain/knowledge/training/training-data.ts';
import type { KnowledgeEntry, KnowledgeState } from '../../domain/knowledge/types.ts';
import { newId } from '../ids.ts';
import { appendRecord } from '../record.ts';
import { StoreRefusal } from '../refusal.ts';
import type { Tx } from '../tx.ts';
import { changeEntry, type EntryChange, setState } from './changes.ts';
import { readEntry } from './entries.ts';
import { bumpGeneration } from './generation.ts';
import { listPastIncidents } from './past-incidents.ts';
import { type EntryRow, entryColumns, toEntry } from './rows.ts';

/** So much is looked at in one go. */
const most = { incidents: 10_000, entries: 10_000, changes: 5_000 } as const;

/** Everything that was taught and is in use. */
export async function readTrainingData(tx: Tx): Promise<TrainingData> {
  const incidents = await listPastIncidents(tx, { unlearned: false, limit: most.incidents });
  const rows = await tx.rows<EntryRow>(
    `select ${entryColumns} from knowledge_entry e where tenant_id = $1 and state <> 'retired' order by id limit $2`,
    [tx.tenant, most.entries],
  );
  return { incidents, entries: rows.map(toEntry) };
}

type Fields = CleaningChange['before'];

const incidentColumns: Readonly<Record<string, string>> = { timestamp: 'timestamp_text', service: 'service', removed: 'removed' };

async function writeIncident(tx: Tx, id: string, fields: Fields): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    const column = incidentColumns[name];
    if (column !== undefined)
      await tx.rows(`update past_incident set ${column} = $3 where tenant_id = $1 and id = $2`, [tx.tenant, id, value]);
  }
}

/** Content by the verb that keeps search in step; state and record beside it. */
async function writeEntry(tx: Tx, id: string, fields: Fields): Promise<void> {
  const { state, uses, successes, failures, ...content } = fields;
  const before = await readEntry(tx, id, 'for update');
  if (Object.keys(content).length > 0) await changeEntry(tx, id, before.version, content as EntryChange);
  if (uses !== undefined)
    await tx.rows('update knowledge_entry set uses = $3, successes = $4, failures = $5 where tenant_id = $1 and id = $2', [
      tx.tenant,
      id,
      uses,
      successes,
      failures,
    ]);
  if (state === undefined || state === before.state) return;
  await setState(tx, before, state as KnowledgeState);
  await bumpGeneration(tx, state === 'retired' ? -1 : before.state === 'retired' ? 1 : 0);
}

const write = (tx: Tx, { kind, id }: CleaningChange, fields: Fields): Promise<void> =>
  kind === 'incident' ? writeIncident(tx, id, fields) : writeEntry(tx, id, fields);

export interface Cleaning {
  /** Takes it back; null when nothing was changed, or nothing was to be. */
  readonly undoId: string | null;
  readonly changes: readonly CleaningChange[];
}

const countsOf = (changes: readonly CleaningChange[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { step } of changes) counts[step] = (counts[step] ?? 0) + 1;
  return counts;
};

/** Repairs what was taught, and keeps how it was before. @throws StoreRefusal conflict when there is too much for one go */
export async function cleanTraining(tx: Tx, steps: CleaningSteps, dryRun: boolean): Promise<Cleaning> {
  const changes = cleanTrainingData(await readTrainingData(tx), steps);
  if (dryRun || changes.length === 0) return { undoId: null, changes };
  if (changes.length > most.changes)
    throw new StoreRefusal('conflict', `There are ${changes.length} repairs; at most ${most.changes} are made in one go: take fewer steps`);
  for (const change of changes) await write(tx, change, change.after);
  const id = newId('cln');
  await tx.rows('insert into data_cleaning (tenant_id, id, steps, changes, actor) values ($1, $2, $3::jsonb, $4::jsonb, $5::jsonb)', [
    tx.tenant,
    id,
    JSON.stringify(steps),
    JSON.stringify(changes),
    JSON.stringify(tx.actor),
  ]);
  await appendRecord(tx, {
    incidentId: null,
    kind: 'training-data-cleaned',
    stage: 'learn',
    summary: `${tx.actor.name} cleaned what was taught: ${changes.length} repairs.`,
    detail: { cleaning: id, steps, counts: countsOf(changes) },
  });
  return { undoId: id, changes };
}

export interface Undone {
  readonly restored: number;
  /** Changed by somebody since; left as they are. */
  readonly skipped: readonly { readonly kind: string; readonly id: string }[];
}

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

/** Whether everything that the repair wrote is still as it wrote it. */
async function isUntouched(tx: Tx, { kind, id, after }: CleaningChange): Promise<boolean> {
  if (kind === 'entry') {
    const entry: KnowledgeEntry = await readEntry(tx, id, 'for update');
    return Object.entries(after).every(([name, value]) => same(entry[name as keyof KnowledgeEntry], value));
  }
  const row = await tx.maybe<Record<string, unknown>>(
    'select timestamp_text, service, removed from past_incident where tenant_id = $1 and id = $2 for update',
    [tx.tenant, id],
  );
  return row !== null && Object.entries(after).every(([name, value]) => same(row[incidentColumns[name] ?? ''], value));
}

/** Takes a cleaning back, in reverse, as far as nobody has changed the same things since. @throws StoreRefusal not-found, closed */
export async function undoCleaning(tx: Tx, id: string): Promise<Undone> {
  const found = await tx.maybe<{ changes: CleaningChange[]; undone_at: string | null }>(
    'select changes, undone_at from data_cleaning where tenant_id = $1 and id = $2 for update',
    [tx.tenant, id],
  );
  if (found === null) throw new StoreRefusal('not-found', `There is no cleaning ${id}`);
  if (found.undone_at !== null) throw new StoreRefusal('closed', 'This cleaning was taken back already');
  const skipped: { kind: string; id: string }[] = [];
  for (const change of found.changes.toReversed()) {
    if (await isUntouched(tx, change)) await write(tx, change, change.before);
    else skipped.push({ kind: change.kind, id: change.id });
  }
  await tx.rows('update data_cleaning set undone_at = now(), undone_by = $3::jsonb where tenant_id = $1 and id = $2', [
    tx.tenant,
    id,
    JSON.stringify(tx.actor),
  ]);
  await appendRecord(tx, {
    incidentId: null,
    kind: 'training-data-restored',
    stage: 'learn',
    summary: `${tx.actor.name} took a cleaning back: ${found.changes.length - skipped.length} repairs.`,
    detail: { cleaning: id, restored: found.changes.length - skipped.length, skipped: skipped.slice(0, 100) },
  });
  return { restored: found.changes.length - skipped.length, skipped };
}
