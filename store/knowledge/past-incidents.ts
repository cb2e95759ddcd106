import { createHash } from 'node:crypto';
import type { Severity } from '../../domain/incidents/vocabulary.ts';
import type { PastIncident, StoredPastIncident } from '../../domain/knowledge/training/past-incident.ts';
import { newId } from '../ids.ts';
import { appendRecord } from '../record.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';

interface PastRow {
  id: string;
  occurred_at: string;
  timestamp_text: string;
  title: string;
  description: string;
  service: string;
  severity: Severity;
  resolution_seconds: number | null;
  solution: string;
  tags: string[];
  success: boolean;
  category: string | null;
  entry_id: string | null;
}

const columns = `id, occurred_at, timestamp_text, title, description, service, severity, resolution_seconds, solution, tags, success, category, entry_id`;

const toIncident = (row: PastRow): StoredPastIncident => ({
  id: row.id,
  occurredAt: iso(row.occurred_at),
  timestamp: row.timestamp_text,
  title: row.title,
  description: row.description,
  service: row.service,
  severity: row.severity,
  resolutionSeconds: row.resolution_seconds === null ? null : Number(row.resolution_seconds),
  solution: row.solution,
  tags: row.tags,
  success: row.success,
  category: row.category,
  entryId: row.entry_id,
});

/** A row's content, and the how-manieth of its kind it is in the file: the same file again gives the same digests, a row that stands twice gives two. */
function digests(incidents: readonly PastIncident[]): readonly string[] {
  const seen = new Map<string, number>();
  return incidents.map((incident) => {
    const { timestamp, title, description, service, severity, solution, success } = incident;
    const content = JSON.stringify([timestamp, title, description, service, severity, solution, success]);
    const place = (seen.get(content) ?? 0) + 1;
    seen.set(content, place);
    return createHash('sha256').update(`${place} ${content}`).digest('hex');
  });
}

/** Keeps past incidents; those that were kept before are left as they are. @returns how many are new */
export async function savePastIncidents(
  tx: Tx,
  incidents: readonly (PastIncident & { readonly category: string | null })[],
  source: string | null,
): Promise<number> {
  if (incidents.length === 0) return 0;
  const keys = digests(incidents);
  const rows = incidents.map(({ timestamp, occurredAt, resolutionSeconds, ...incident }, index) => ({
    ...incident,
    id: newId('pi'),
    digest: keys[index],
    occurred_at: occurredAt,
    timestamp_text: timestamp,
    resolution_seconds: resolutionSeconds,
  }));
  const kept = await tx.rows<{ id: string }>(
    `insert into past_incident (tenant_id, id, digest, occurred_at, timestamp_text, title, description, service, severity, resolution_seconds, solution, tags,
       success, category, source)
     select $1, id, digest, occurred_at, timestamp_text, title, description, service, severity, resolution_seconds, solution, tags, success, category, $3
     from jsonb_to_recordset($2::jsonb) as given (id text, digest text, occurred_at timestamptz, timestamp_text text, title text, description text, service text,
       severity text, resolution_seconds real, solution text, tags jsonb, success boolean, category text)
     on conflict (tenant_id, digest) do nothing returning id`,
    [tx.tenant, JSON.stringify(rows), source],
  );
  if (kept.length > 0)
    await appendRecord(tx, {
      incidentId: null,
      kind: 'past-incidents-imported',
      stage: 'learn',
      summary: `${tx.actor.name} imported ${kept.length === 1 ? 'one past incident' : `${kept.length} past incidents`}.`,
      detail: { count: kept.length, known: incidents.length - kept.length, source },
    });
  return kept.length;
}

/** Past incidents that no cleaning has set aside, oldest first. */
export async function listPastIncidents(
  tx: Tx,
  { unlearned, limit }: { readonly unlearned: boolean; readonly limit: number },
): Promise<readonly StoredPastIncident[]> {
  const rows = await tx.rows<PastRow>(
    `select ${columns} from past_incident where tenant_id = $1 and not removed and (not $2::boolean or (entry_id is null and solution <> ''))
     order by occurred_at, id limit $3`,
    [tx.tenant, unlearned, limit],
  );
  return rows.map(toIncident);
}

/** Notes which entry past incidents went into. */
export const markLearned = (tx: Tx, entryId: string, incidentIds: readonly string[]): Promise<unknown> =>
  tx.rows('update past_incident set entry_id = $2 where tenant_id = $1 and id = any($3)', [tx.tenant, entryId, incidentIds]);
