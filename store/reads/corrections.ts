import type { Verdict } from '../../domain/learning/complete-correction.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';
import { Conditions, containing, decodeCursor, type Page, pageOf } from './page.ts';

/** A correction as lists show it. */
export interface Correction {
  readonly id: string;
  readonly source: 'case' | 'csv';
  readonly incidentId: string | null;
  readonly fingerprint: string;
  readonly text: string;
  readonly before: Verdict | null;
  readonly after: Verdict;
  readonly reason: string;
  readonly person: string;
  readonly at: string;
}

export interface CorrectionFilter {
  readonly person?: string | undefined;
  readonly source?: string | undefined;
  readonly incident?: string | undefined;
  readonly cause?: string | undefined;
  readonly origin?: string | undefined;
  /** Anywhere in the text, the reason or the person. */
  readonly q?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

interface Row extends Verdict {
  id: string;
  source: 'case' | 'csv';
  incident_id: string | null;
  fingerprint: string;
  text: string;
  cause_before: Verdict['cause'] | null;
  origin_before: Verdict['origin'] | null;
  action_before: Verdict['action'] | null;
  reason: string;
  person: string;
  at: string;
}

const before = ({ cause_before: cause, origin_before: origin, action_before: action }: Row): Verdict | null =>
  cause === null || origin === null || action === null ? null : { cause, origin, action };

const toCorrection = (row: Row): Correction => ({
  id: row.id,
  source: row.source,
  incidentId: row.incident_id,
  fingerprint: row.fingerprint,
  text: row.text,
  before: before(row),
  after: { cause: row.cause, origin: row.origin, action: row.action },
  reason: row.reason,
  person: row.person,
  at: iso(row.at),
});

/** Corrections, newest first. @throws StoreRefusal invalid for a strange cursor */
export async function listCorrections(
  tx: Tx,
  filter: CorrectionFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Correction>> {
  const where = new Conditions('tenant_id = $1', tx.tenant);
  for (const [column, value] of [
    ['person', filter.person],
    ['source', filter.source],
    ['incident_id', filter.incident],
    ['cause', filter.cause],
    ['origin', filter.origin],
  ] as const)
    if (value !== undefined) where.add(`${column} = ?`, value);
  if (filter.q !== undefined) where.add('(text ilike ? or reason ilike ? or person ilike ?)', ...Array(3).fill(containing(filter.q)));
  if (filter.since !== undefined) where.add('at >= ?', filter.since);
  if (filter.until !== undefined) where.add('at <= ?', filter.until);
  if (cursor !== undefined) where.add('(at, id) < (?::timestamptz, ?)', ...decodeCursor(cursor, ['time', 'text']));
  const rows = await tx.rows<Row>(
    `select id, source, incident_id, fingerprint, text, cause_before, origin_before, action_before, cause, origin, action, reason, person, at
     from correction where ${where.sql} order by at desc, id desc limit ${where.parameter(limit + 1)}`,
    where.parameters,
  );
  return pageOf(rows, limit, toCorrection, (row) => [iso(row.at), row.id]);
}
