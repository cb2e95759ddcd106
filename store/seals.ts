import { contentHash } from '../domain/canonical.ts';
import { appendRecord } from './record.ts';
import type { Tx } from './tx.ts';

interface Line {
  id: string;
  xid: string;
  [column: string]: unknown;
}
/** One without lines ends an era. */
interface Seal {
  number: number;
  up_to_xid: string;
  up_to_id: string;
  lines: number;
  hash: string;
}

/**
 * Lines by the database cluster that wrote them: each numbers its transactions by itself, so a record that is dumped and restored goes on
 * with lower numbers and must not be put in one order with what was there before.
 */
interface Era {
  /** Ids of its lines are above this. */
  readonly after: string;
  /** Its last line; null for the era that goes on. */
  readonly upTo: string | null;
}

/** Lines of the running era are left out until everybody sees them: transactions that commit late come after them, never between. */
const readBatch = (tx: Tx, era: Era, after: Pick<Seal, 'up_to_xid' | 'up_to_id'> | null, limit: number): Promise<readonly Line[]> =>
  tx.rows<Line>(
    `select id, xid::text as xid, incident_id, step_key, kind, stage, actor_kind, actor_id, actor_name, summary, detail, at::text as at, duration_ms from record
     where tenant_id = $1 and (xid, id) > ($2::xid8, $3::bigint) and id > $5::bigint
       and case when $6::bigint is null then xid < pg_snapshot_xmin(pg_current_snapshot()) else id <= $6::bigint end
     order by record.xid, id limit $4`,
    [tx.tenant, after?.up_to_xid ?? '0', after?.up_to_id ?? '0', limit, era.after, era.upTo],
  );

/**
 * The last line of another cluster in the newest era, known by transactions that this cluster has not come to yet; null where there is none.
 * The newest seal tells it at once, where the era has one.
 */
const findRestored = async (tx: Tx, last: Seal | null, after: string): Promise<string | null> =>
  (
    await tx.one<{ id: string | null }>(
      `select max(id)::text as id from record where tenant_id = $1 and xid >= pg_snapshot_xmax(pg_current_snapshot()) and id > $3::bigint
         and coalesce($2::xid8 >= pg_snapshot_xmax(pg_current_snapshot()), true)`,
      [tx.tenant, last === null || last.lines === 0 ? null : last.up_to_xid, after],
    )
  ).id;

/** The hash of a seal over its lines and the seal before, or over the end of an era. */
const hashOf = (previous: string, lines: readonly Line[], upTo: string | null): string =>
  lines.length === 0 ? contentHash([previous, { upTo }]) : lines.reduce((hash, line) => contentHash([hash, line]), previous);

/**
 * Seals the next lines of the record with a hash over them and the seal before. Chaining outside of the writes keeps those fast. In a
 * restored database it ends the era before, with a line in the record that says so.
 */
export async function sealRecord(tx: Tx, limit = 500): Promise<number> {
  await tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`nightshift-seals/${tx.tenant}`]);
  const columns = 'number, up_to_xid::text, up_to_id, lines, hash';
  const [last, eraEnd] = await Promise.all([
    tx.maybe<Seal>(`select ${columns} from record_seal where tenant_id = $1 order by number desc limit 1`, [tx.tenant]),
    tx.maybe<Seal>(`select ${columns} from record_seal where tenant_id = $1 and lines = 0 order by number desc limit 1`, [tx.tenant]),
  ]);
  const after = eraEnd?.up_to_id ?? '0';
  const upTo = await findRestored(tx, last, after);
  const lines = await readBatch(tx, { after, upTo }, last, limit);
  if (lines.length > 0 || upTo !== null) await insertSeal(tx, last, lines, upTo);
  if (lines.length === 0 && upTo !== null)
    await appendRecord(tx, {
      incidentId: null,
      kind: 'record-restored',
      stage: 'settings',
      summary: 'The database was restored from a copy: the record up to here is that of the database before.',
      detail: { upTo },
    });
  return lines.length;
}

async function insertSeal(tx: Tx, last: Seal | null, lines: readonly Line[], upTo: string | null): Promise<void> {
  const previous = last?.hash ?? '';
  const end = lines.at(-1) ?? { xid: '0', id: upTo };
  await tx.rows(
    `insert into record_seal (tenant_id, number, first_id, up_to_xid, up_to_id, lines, previous_hash, hash) values ($1, $2, $3, $4::xid8, $5, $6, $7, $8)`,
    [tx.tenant, (last?.number ?? 0) + 1, lines[0]?.id ?? upTo, end.xid, end.id, lines.length, previous, hashOf(previous, lines, upTo)],
  );
}

export interface VerifiedSeals {
  readonly seals: number;
  /** The first seal that does not fit; null when the record is whole. */
  readonly brokenAt: number | null;
  /** How often the record was carried into another database cluster. */
  readonly restored: number;
}

/** Recomputes every seal. */
export async function verifySeals(tx: Tx): Promise<VerifiedSeals> {
  const seals = await tx.rows<Seal & { previous_hash: string }>(
    'select number, up_to_xid::text, up_to_id, hash, lines, previous_hash from record_seal where tenant_id = $1 order by number',
    [tx.tenant],
  );
  const ends = seals.filter((seal) => seal.lines === 0).map((seal) => seal.up_to_id);
  const unmarked = await findRestored(tx, seals.at(-1) ?? null, ends.at(-1) ?? '0');
  if (unmarked !== null) ends.push(unmarked);
  const answer = { seals: seals.length, restored: ends.length };
  let before: Seal | null = null;
  let era: Era = { after: '0', upTo: ends[0] ?? null };
  for (const seal of seals) {
    const previous: string = before?.hash ?? '';
    // An era is over only when no line of it is left.
    const lines = await readBatch(tx, era, before, Math.max(1, seal.lines));
    const whole =
      lines.length === seal.lines &&
      (lines.at(-1)?.id ?? era.upTo) === seal.up_to_id &&
      seal.previous_hash === previous &&
      hashOf(previous, lines, seal.up_to_id) === seal.hash;
    if (!whole) return { ...answer, brokenAt: seal.number };
    if (seal.lines === 0) era = { after: seal.up_to_id, upTo: ends[ends.indexOf(seal.up_to_id) + 1] ?? null };
    before = seal;
  }
  return { ...answer, brokenAt: null };
}
