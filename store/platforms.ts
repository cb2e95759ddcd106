import type { Tx } from './tx.ts';
import { isoOrNull } from './values.ts';

export interface PlatformState {
  readonly id: string;
  readonly kind: string;
  readonly connectedAt: string;
  readonly sweepCursor: string | null;
}

/** Registers a platform at its first connection and keeps that moment: failures from before it are recorded in shadow only. */
export async function connectPlatform(
  tx: Tx,
  platform: { readonly id: string; readonly kind: string; readonly capabilities: object; readonly guarantees?: readonly object[] },
): Promise<void> {
  await tx.rows(
    `insert into platform (tenant_id, id, kind, capabilities, guarantees) values ($1, $2, $3, $4::jsonb, $5::jsonb)
     on conflict (tenant_id, id) do update set kind = excluded.kind, capabilities = excluded.capabilities, guarantees = excluded.guarantees`,
    [tx.tenant, platform.id, platform.kind, JSON.stringify(platform.capabilities), JSON.stringify(platform.guarantees ?? [])],
  );
}

/** What a look at the connection found; nothing when all is well. */
export async function savePlatformCheck(tx: Tx, id: string, findings: readonly object[]): Promise<void> {
  await tx.rows('update platform set findings = $3::jsonb, checked_at = now() where tenant_id = $1 and id = $2', [
    tx.tenant,
    id,
    JSON.stringify(findings),
  ]);
}

/** Names of the platforms of a kind. */
export async function platformsOfKind(tx: Tx, kind: string): Promise<readonly string[]> {
  const rows = await tx.rows<{ id: string }>('select id from platform where tenant_id = $1 and kind = $2 order by id', [tx.tenant, kind]);
  return rows.map((row) => row.id);
}

export async function readPlatform(tx: Tx, id: string): Promise<PlatformState | null> {
  const row = await tx.maybe<{ id: string; kind: string; connected_at: string; sweep_cursor: string | null }>(
    'select id, kind, connected_at, sweep_cursor from platform where tenant_id = $1 and id = $2',
    [tx.tenant, id],
  );
  return row === null
    ? null
    : { id: row.id, kind: row.kind, connectedAt: isoOrNull(row.connected_at) ?? '', sweepCursor: row.sweep_cursor };
}

/** Moves the cursor on after its page is stored; a sweep that raced another one never moves it back. */
export async function saveSweep(tx: Tx, id: string, sweep: { readonly from: string | null; readonly cursor: string }): Promise<void> {
  await tx.rows(
    `update platform set sweep_cursor = case when sweep_cursor is not distinct from $3 then $4 else sweep_cursor end,
       swept_at = now(), sweep_error = null, sweep_error_since = null where tenant_id = $1 and id = $2`,
    [tx.tenant, id, sweep.from, sweep.cursor],
  );
}

/** Notes that a sweep failed, and since when. */
export async function saveSweepError(tx: Tx, id: string, message: string): Promise<void> {
  await tx.rows(
    'update platform set sweep_error = $3, sweep_error_since = coalesce(sweep_error_since, now()) where tenant_id = $1 and id = $2',
    [tx.tenant, id, message],
  );
}
