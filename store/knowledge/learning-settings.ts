import { defaultLearningSettings, type LearningSettings } from '../../domain/knowledge/learning-settings.ts';
import { appendRecord } from '../record.ts';
import { StoreRefusal } from '../refusal.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';

/** Settings with the version that they are; 0 while nobody has set anything. */
export interface VersionedSettings {
  readonly version: number;
  readonly settings: LearningSettings;
  readonly createdBy: string | null;
  readonly createdAt: string | null;
  readonly note: string | null;
}

interface Row {
  version: number;
  body: Partial<LearningSettings>;
  created_by: { name: string };
  created_at: string;
  note: string | null;
}

/** Stored settings, whole; null while nobody has set anything. */
export const wholeSettings = (body: Partial<LearningSettings> | null): LearningSettings => ({ ...defaultLearningSettings, ...body });

/** When the product may use what it learned by itself. */
export async function readLearningSettings(tx: Tx): Promise<VersionedSettings> {
  const row = await tx.maybe<Row>(
    'select version, body, created_by, created_at, note from learning_settings where tenant_id = $1 order by version desc limit 1',
    [tx.tenant],
  );
  if (row === null) return { version: 0, settings: wholeSettings(null), createdBy: null, createdAt: null, note: null };
  return {
    version: row.version,
    settings: wholeSettings(row.body),
    createdBy: row.created_by.name,
    createdAt: iso(row.created_at),
    note: row.note,
  };
}

/** Adds a version of the settings; what is left out stays as it was. @throws StoreRefusal stale */
export async function saveLearningSettings(
  tx: Tx,
  change: Partial<LearningSettings>,
  { note, version }: { readonly note: string | null; readonly version?: number },
): Promise<VersionedSettings> {
  const before = await readLearningSettings(tx);
  if (version !== undefined && version !== before.version)
    throw new StoreRefusal('stale', `The learning settings are at version ${before.version}, not ${version}`, { version: before.version });
  const settings = { ...before.settings, ...change };
  const added = await tx.rows<{ version: number }>(
    `insert into learning_settings (tenant_id, version, body, created_by, note) values ($1, $2, $3::jsonb, $4::jsonb, $5)
     on conflict do nothing returning version`,
    [tx.tenant, before.version + 1, JSON.stringify(settings), JSON.stringify(tx.actor), note],
  );
  if (added.length === 0) throw new StoreRefusal('conflict', 'The learning settings were changed by somebody else at the same time');
  await appendRecord(tx, {
    incidentId: null,
    kind: 'learning-settings-changed',
    stage: 'settings',
    summary: `${tx.actor.name} changed when Nightshift learns by itself.`,
    detail: { version: before.version + 1, before: before.settings, after: settings, note },
  });
  return readLearningSettings(tx);
}
