import type { Tx } from './tx.ts';

/** Deletes evidence of closed cases past the retention; the record, diagnoses and quotes stay. At most `limit` pieces a call. */
export async function dropOldEvidence(tx: Tx, days: number, limit = 500): Promise<number> {
  const rows = await tx.rows(
    `delete from evidence where (tenant_id, id) in (
       select e.tenant_id, e.id from evidence e join incident i on i.tenant_id = e.tenant_id and i.id = e.incident_id
       where e.tenant_id = $1 and e.at < now() - make_interval(days => $2) and i.closed_at is not null limit $3) returning id`,
    [tx.tenant, days, limit],
  );
  return rows.length;
}

/** Deletes failure reports past the retention, for they quote evidence. */
export async function dropOldReports(tx: Tx, days: number): Promise<number> {
  const rows = await tx.rows('delete from report where tenant_id = $1 and created_at < now() - make_interval(days => $2) returning id', [
    tx.tenant,
    days,
  ]);
  return rows.length;
}

/** Forgets what models were asked and answered past the retention; what it cost, and how it ended, stays. */
export async function dropOldPrompts(tx: Tx, days: number, limit = 500): Promise<number> {
  const rows = await tx.rows(
    `update model_call set prompt = null, answer = null where (tenant_id, id) in (
       select tenant_id, id from model_call where tenant_id = $1 and at < now() - make_interval(days => $2) and prompt is not null limit $3) returning id`,
    [tx.tenant, days, limit],
  );
  return rows.length;
}
