import type { Actor } from '../../domain/people/actor.ts';
import type { RecordStage } from '../record.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';

export interface RecordLineRead {
  readonly id: string;
  readonly incidentId: string | null;
  readonly kind: string;
  readonly stage: RecordStage;
  readonly actor: { readonly kind: Actor['kind']; readonly id: string; readonly name: string };
  readonly summary: string;
  readonly detail: Record<string, unknown>;
  readonly at: string;
  readonly durationMs: number | null;
}

interface RecordRow {
  id: string;
  incident_id: string | null;
  kind: string;
  stage: RecordStage;
  actor_kind: Actor['kind'];
  actor_id: string;
  actor_name: string;
  summary: string;
  detail: Record<string, unknown>;
  at: string;
  duration_ms: number | null;
}

/** The most that one case can show; far more than any case has. */
const mostLines = 5000;

/** What happened in a case, oldest first. */
export async function listRecord(tx: Tx, incidentId: string): Promise<readonly RecordLineRead[]> {
  const rows = await tx.rows<RecordRow>(
    `select id::text, incident_id, kind, stage, actor_kind, actor_id, actor_name, summary, detail, at, duration_ms
     from record where tenant_id = $1 and incident_id = $2 order by at, record.id limit $3`,
    [tx.tenant, incidentId, mostLines],
  );
  return rows.map((row) => ({
    id: String(row.id),
    incidentId: row.incident_id,
    kind: row.kind,
    stage: row.stage,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    summary: row.summary,
    detail: row.detail,
    at: iso(row.at),
    durationMs: row.duration_ms,
  }));
}

/** A line as the live feed tells it. `cursor` orders by transaction first, for ids are handed out before the commit. */
export interface FeedLine {
  readonly cursor: string;
  readonly incidentId: string | null;
  readonly kind: string;
  readonly at: string;
}

interface FeedRow {
  xid: string;
  id: string;
  incident_id: string | null;
  kind: string;
  at: string;
}

/**
 * Lines after the cursor whose transaction, and every one begun before it, has ended: a line that commits late is never skipped.
 * @param cursor `<transaction>-<line>`
 */
export async function readFeed(tx: Tx, cursor: string, limit: number): Promise<readonly FeedLine[]> {
  const [xid = '0', id = '0'] = cursor.split('-');
  const rows = await tx.rows<FeedRow>(
    `select xid::text, id::text, incident_id, kind, at from record
     where tenant_id = $1 and (xid, record.id) > ($2::text::xid8, $3::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
     order by record.xid, record.id limit $4`,
    [tx.tenant, xid, id, limit],
  );
  return rows.map((row) => ({ cursor: `${row.xid}-${row.id}`, incidentId: row.incident_id, kind: row.kind, at: iso(row.at) }));
}

/** Where the feed stands now. */
export async function readFeedEnd(tx: Tx): Promise<string> {
  const row = await tx.maybe<{ xid: string; id: string }>(
    `select xid::text, id::text from record where tenant_id = $1 and xid < pg_snapshot_xmin(pg_current_snapshot()) order by record.xid desc, record.id desc limit 1`,
    [tx.tenant],
  );
  return row === null ? '0-0' : `${row.xid}-${row.id}`;
}
