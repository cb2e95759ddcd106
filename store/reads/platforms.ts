import type { Tx } from '../tx.ts';
import { iso, isoOrNull } from '../values.ts';

interface PlatformRow {
  id: string;
  kind: string;
  capabilities: Record<string, unknown>;
  connected_at: string;
  swept_at: string | null;
  sweep_error: string | null;
  sweep_error_since: string | null;
  findings: { level: 'error' | 'warning'; message: string }[];
  guarantees: { action: string; key: string; lookUp: string; compensation: string }[];
  checked_at: string | null;
  sweep_cursor: string | null;
  jobs: number;
  open_incidents: number;
}

const select = `
  select p.id, p.kind, p.capabilities, p.connected_at, p.swept_at, p.sweep_error, p.sweep_error_since, p.findings, p.guarantees, p.checked_at, p.sweep_cursor,
    (select count(*)::int from job j where j.tenant_id = p.tenant_id and j.platform = p.id) as jobs,
    (select count(*)::int from incident i join job j on j.tenant_id = i.tenant_id and j.id = i.job_id
      where i.tenant_id = p.tenant_id and j.platform = p.id and i.closed_at is null) as open_incidents
  from platform p where p.tenant_id = $1`;

const present = (row: PlatformRow) => ({
  id: row.id,
  kind: row.kind,
  connectedAt: iso(row.connected_at),
  sweptAt: isoOrNull(row.swept_at),
  sweepError: row.sweep_error,
  sweepErrorSince: isoOrNull(row.sweep_error_since),
  capabilities: row.capabilities,
  guarantees: row.guarantees,
  findings: row.findings,
  checkedAt: isoOrNull(row.checked_at),
  sweepCursor: row.sweep_cursor,
  jobs: row.jobs,
  openIncidents: row.open_incidents,
});
export type PlatformRead = ReturnType<typeof present>;

/** The connected platforms, by name. */
export const listPlatforms = async (tx: Tx): Promise<PlatformRead[]> =>
  (await tx.rows<PlatformRow>(`${select} order by p.id`, [tx.tenant])).map(present);

/** One connected platform; null when there is none. */
export async function readPlatformDetail(tx: Tx, id: string): Promise<PlatformRead | null> {
  const row = await tx.maybe<PlatformRow>(`${select} and p.id = $2`, [tx.tenant, id]);
  return row === null ? null : present(row);
}
