import type { FeedbackKind } from '../feedback.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';
import { Conditions, containing, decodeCursor, type Page, pageOf } from './page.ts';

/** What somebody said, with the case that it is about, for those who review decisions. */
export interface ReviewItem {
  readonly id: string;
  readonly kind: FeedbackKind;
  readonly body: Readonly<Record<string, unknown>>;
  readonly person: string;
  readonly at: string;
  readonly incident: {
    readonly id: string;
    readonly job: string;
    readonly status: string;
    readonly cause: string | null;
    readonly origin: string | null;
    readonly action: string | null;
    readonly rootCause: string | null;
  };
}

export interface ReviewFilter {
  readonly kind?: string | undefined;
  readonly incident?: string | undefined;
  readonly person?: string | undefined;
  readonly cause?: string | undefined;
  readonly action?: string | undefined;
  /** Both ratings, where given, at most this. */
  readonly ratedAtMost?: number | undefined;
  readonly q?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

interface Row {
  id: string;
  kind: FeedbackKind;
  body: Record<string, unknown>;
  person: string;
  at: string;
  incident_id: string;
  job: string;
  status: string;
  cause: string | null;
  origin: string | null;
  action: string | null;
  root_cause: string | null;
}

const toItem = (row: Row): ReviewItem => ({
  id: row.id,
  kind: row.kind,
  body: row.body,
  person: row.person,
  at: iso(row.at),
  incident: {
    id: row.incident_id,
    job: row.job,
    status: row.status,
    cause: row.cause,
    origin: row.origin,
    action: row.action,
    rootCause: row.root_cause,
  },
});

function conditions(tx: Tx, filter: ReviewFilter): Conditions {
  const where = new Conditions('f.tenant_id = $1', tx.tenant);
  if (filter.kind !== undefined) where.add('f.kind = ?', filter.kind);
  if (filter.incident !== undefined) where.add('f.incident_id = ?', filter.incident);
  if (filter.person !== undefined) where.add(`(f.actor->>'name' = ? or f.actor->>'id' = ?)`, filter.person, filter.person);
  if (filter.cause !== undefined) where.add('i.cause = ?', filter.cause);
  if (filter.action !== undefined) where.add('i.action = ?', filter.action);
  if (filter.ratedAtMost !== undefined)
    where.add(`least((f.body->>'speedRating')::int, (f.body->>'effectivenessRating')::int) <= ?`, filter.ratedAtMost);
  if (filter.q !== undefined)
    where.add('(f.body::text ilike ? or i.root_cause ilike ? or j.name ilike ?)', ...Array(3).fill(containing(filter.q)));
  if (filter.since !== undefined) where.add('f.at >= ?', filter.since);
  if (filter.until !== undefined) where.add('f.at <= ?', filter.until);
  return where;
}

/** What people said of decisions, newest first. @throws StoreRefusal invalid for a strange cursor */
export async function listReview(
  tx: Tx,
  filter: ReviewFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<ReviewItem>> {
  const where = conditions(tx, filter);
  if (cursor !== undefined) where.add('(f.at, f.id) < (?::timestamptz, ?)', ...decodeCursor(cursor, ['time', 'text']));
  const rows = await tx.rows<Row>(
    `select f.id, f.kind, f.body, f.actor->>'name' as person, f.at, i.id as incident_id, j.name as job, i.status, i.cause, i.origin, i.action, i.root_cause
     from feedback f join incident i on i.tenant_id = f.tenant_id and i.id = f.incident_id join job j on j.tenant_id = i.tenant_id and j.id = i.job_id
     where ${where.sql} order by f.at desc, f.id desc limit ${where.parameter(limit + 1)}`,
    where.parameters,
  );
  return pageOf(rows, limit, toItem, (row) => [iso(row.at), row.id]);
}
