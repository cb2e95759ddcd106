import type { Tx } from '../tx.ts';
import { iso, isoOrNull } from '../values.ts';
import { Conditions, decodeCursor, type Page, pageOf } from './page.ts';

/** A failure that stays silent, and how often it came since. */
export interface Suppression {
  readonly id: string;
  readonly fingerprint: string;
  readonly incidentId: string;
  readonly rootCause: string | null;
  readonly reason: string;
  readonly person: string;
  readonly createdAt: string;
  readonly revokedAt: string | null;
  readonly revokedBy: string | null;
  /** Failures that were reported and opened no case. */
  readonly failures: number;
  /** Cases that were opened, for the failure had to be looked up first, and ignored at once. */
  readonly ignoredCases: number;
  readonly lastFailureAt: string | null;
}

interface Row {
  id: string;
  fingerprint: string;
  incident_id: string;
  root_cause: string | null;
  reason: string;
  person: string;
  created_at: string;
  revoked_at: string | null;
  revoked_by: string | null;
  failures: number;
  ignored_cases: number;
  last_failure_at: string | null;
}

const toSuppression = (row: Row): Suppression => ({
  id: row.id,
  fingerprint: row.fingerprint,
  incidentId: row.incident_id,
  rootCause: row.root_cause,
  reason: row.reason,
  person: row.person,
  createdAt: iso(row.created_at),
  revokedAt: isoOrNull(row.revoked_at),
  revokedBy: row.revoked_by,
  failures: row.failures,
  ignoredCases: row.ignored_cases,
  lastFailureAt: isoOrNull(row.last_failure_at),
});

/** Silenced failures, newest first. @throws StoreRefusal invalid for a strange cursor */
export async function listSuppressions(
  tx: Tx,
  filter: { readonly state?: 'active' | 'revoked' | undefined; readonly id?: string },
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Suppression>> {
  const where = new Conditions('s.tenant_id = $1', tx.tenant);
  if (filter.state !== undefined) where.add(filter.state === 'active' ? 's.revoked_at is null' : 's.revoked_at is not null');
  if (filter.id !== undefined) where.add('s.id = ?', filter.id);
  if (cursor !== undefined) where.add('(s.created_at, s.id) < (?::timestamptz, ?)', ...decodeCursor(cursor, ['time', 'text']));
  const rows = await tx.rows<Row>(
    `select s.id, s.fingerprint, s.incident_id, i.root_cause, s.reason, s.actor->>'name' as person, s.created_at, s.revoked_at, s.revoked_by->>'name' as revoked_by,
       s.failures, s.last_failure_at, (select count(*)::int from incident n where n.tenant_id = $1 and n.fingerprint = s.fingerprint and n.status = 'IGNORED'
         and n.opened_at > s.created_at and n.opened_at < coalesce(s.revoked_at, 'infinity')) as ignored_cases
     from suppression s join incident i on i.tenant_id = s.tenant_id and i.id = s.incident_id
     where ${where.sql} order by s.created_at desc, s.id desc limit ${where.parameter(limit + 1)}`,
    where.parameters,
  );
  return pageOf(rows, limit, toSuppression, (row) => [iso(row.created_at), row.id]);
}
