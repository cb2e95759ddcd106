import { contentHash } from '../domain/canonical.ts';
import type { Tx } from './tx.ts';

interface Line {
  id: string;
  xid: string;
  [column: string]: unknown;
}
interface Seal {
  number: number;
  up_to_xid: string;
  up_to_id: string;
  hash: string;
}

/** Lines that are visible to everybody: transactions that commit late come after them, never between. */
const settled = `xid < pg_snapshot_xmin(pg_current_snapshot())`;

const readBatch = (tx: Tx, after: Pick<Seal, 'up_to_xid' | 'up_to_id'> | null, limit: number): Promise<readonly Line[]> =>
  tx.rows<Line>(
    `select id, xid::text as xid, incident_id, step_key, kind, stage, actor_kind, actor_id, actor_name, summary, detail, at::text as at, duration_ms from record
     where tenant_id = $1 and (xid, id) > ($2::xid8, $3::bigint) and ${settled} order by record.xid, id limit $4`,
    [tx.tenant, after?.up_to_xid ?? '0', after?.up_to_id ?? '0', limit],
  );

const chain = (previous: string, lines: readonly Line[]): string => lines.reduce((hash, line) => contentHash([hash, line]), previous);

/** Seals the next lines of the record with a hash over them and the seal before. Chaining outside of the writes keeps those fast. */
export async function sealRecord(tx: Tx, limit = 500): Promise<number> {
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`nightshift-seals/${tx.tenant}`]);
  const last = await tx.maybe<Seal>(
    'select number, up_to_xid::text, up_to_id, hash from record_seal where tenant_id = $1 order by number desc limit 1',
    [tx.tenant],
  );
  const lines = await readBatch(tx, last, limit);
  const end = lines.at(-1);
  if (end === undefined) return 0;
  const previous = last?.hash ?? '';
  await tx.rows(
    `insert into record_seal (tenant_id, number, first_id, up_to_xid, up_to_id, lines, previous_hash, hash) values ($1, $2, $3, $4::xid8, $5, $6, $7, $8)`,
    [tx.tenant, (last?.number ?? 0) + 1, lines[0]?.id, end.xid, end.id, lines.length, previous, chain(previous, lines)],
  );
  return lines.length;
}

/** Recomputes every seal. @returns the number of the first one that does not fit, or null when the record is whole. */
export async function verifySeals(tx: Tx): Promise<{ readonly seals: number; readonly brokenAt: number | null }> {
  const seals = await tx.rows<Seal & { lines: number; previous_hash: string }>(
    'select number, up_to_xid::text, up_to_id, hash, lines, previous_hash from record_seal where tenant_id = $1 order by number',
    [tx.tenant],
  );
  let before: Seal | null = null;
  for (const seal of seals) {
    const lines = (await readBatch(tx, before, seal.lines)).slice(0, seal.lines);
    const whole =
      lines.length === seal.lines &&
      lines.at(-1)?.id === seal.up_to_id &&
      seal.previous_hash === (before?.hash ?? '') &&
      chain(before?.hash ?? '', lines) === seal.hash;
    if (!whole) return { seals: seals.length, brokenAt: seal.number };
    before = seal;
  }
  return { seals: seals.length, brokenAt: null };
}
