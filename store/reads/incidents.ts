import { type Action, type Cause, type IncidentStatus, isClosed, type Severity } from '../../domain/incidents/vocabulary.ts';
import type { Policy } from '../../domain/policy/types.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';
import { type IncidentSummary, type SummaryRow, summaryColumns, summaryPresenter, summaryTables } from './incident-summary.ts';
import { Conditions, containing, decodeCursor, type Page, pageOf } from './page.ts';

export interface IncidentFilter {
  readonly statuses?: readonly IncidentStatus[] | undefined;
  readonly causes?: readonly Cause[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly actions?: readonly Action[] | undefined;
  readonly application?: string | undefined;
  readonly platform?: string | undefined;
  /** Id, key or name of the job. */
  readonly job?: string | undefined;
  readonly resolvedBy?: 'automation' | 'human' | undefined;
  readonly q?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

function conditionsOf(tenant: string, filter: IncidentFilter): Conditions {
  const where = new Conditions('i.tenant_id = $1', tenant);
  if (filter.statuses !== undefined) {
    // Says what the statuses imply, for the indexes hold open and closed cases apart.
    const closed = filter.statuses.every(isClosed);
    where.add(`i.${closed ? 'closed_as' : 'status'} = any(?)`, filter.statuses);
    if (closed) where.add('i.closed_at is not null');
    else if (!filter.statuses.some(isClosed)) where.add('i.closed_at is null');
  }
  if (filter.causes !== undefined) where.add('i.cause = any(?)', filter.causes);
  if (filter.severities !== undefined) where.add('i.severity = any(?)', filter.severities);
  if (filter.actions !== undefined) where.add('i.action = any(?)', filter.actions);
  if (filter.application !== undefined) where.add('a.key = ?', filter.application);
  if (filter.platform !== undefined) where.add('j.platform = ?', filter.platform);
  if (filter.job !== undefined) where.add('(j.id = ? or j.job_key = ? or j.name = ?)', filter.job, filter.job, filter.job);
  if (filter.resolvedBy !== undefined) where.add('i.resolved_by = ?', filter.resolvedBy);
  if (filter.since !== undefined) where.add('i.opened_at >= ?', filter.since);
  if (filter.until !== undefined) where.add('i.opened_at < ?', filter.until);
  if (filter.q !== undefined && filter.q.trim() !== '') {
    const pattern = where.parameter(containing(filter.q.trim()));
    where.add(`(i.id ilike ${pattern} or j.job_key ilike ${pattern} or j.name ilike ${pattern} or i.root_cause ilike ${pattern} or exists (
      select from job_run q where q.tenant_id = i.tenant_id and q.incident_id = i.id and q.run_key ilike ${pattern}))`);
  }
  return where;
}

/** The cases that match, newest first. @throws StoreRefusal invalid when the cursor is not one of ours */
export async function listIncidents(
  tx: Tx,
  base: Policy,
  { filter, cursor, limit }: { readonly filter: IncidentFilter; readonly cursor: string | undefined; readonly limit: number },
): Promise<Page<IncidentSummary>> {
  const where = conditionsOf(tx.tenant, filter);
  if (cursor !== undefined) where.add('(i.opened_at, i.id) < (?::timestamptz, ?)', ...decodeCursor(cursor, ['time', 'text']));
  const top = where.parameter(limit + 1);
  const rows = await tx.rows<SummaryRow>(
    `select ${summaryColumns} from ${summaryTables} where ${where.sql} order by i.opened_at desc, i.id desc limit ${top}`,
    where.parameters,
  );
  return pageOf(rows, limit, await summaryPresenter(tx, base), (row) => [iso(row.opened_at), row.id]);
}

/** One case as a line. */
export async function readSummary(tx: Tx, base: Policy, incidentId: string): Promise<IncidentSummary | null> {
  const row = await tx.maybe<SummaryRow>(`select ${summaryColumns} from ${summaryTables} where i.tenant_id = $1 and i.id = $2`, [
    tx.tenant,
    incidentId,
  ]);
  return row === null ? null : (await summaryPresenter(tx, base))(row);
}

export interface Overview {
  readonly open: number;
  readonly waiting: number;
  readonly handledToday: number;
  readonly withoutPersonToday: number;
  readonly trend: readonly { readonly day: string; readonly closed: number; readonly withoutPerson: number }[];
}

/** How things stand, and the last seven days (UTC). A case counts as handled without a person when nobody moved in it. */
export async function readOverview(tx: Tx): Promise<Overview> {
  const now = await tx.one<{ open: number; waiting: number }>(
    `select count(*)::int as open, (count(*) filter (where status = 'AWAITING_APPROVAL'))::int as waiting from incident where tenant_id = $1 and closed_at is null`,
    [tx.tenant],
  );
  const trend = await tx.rows<{ day: string; closed: number; without_person: number }>(
    `with closed as (
       select (i.closed_at at time zone 'UTC')::date as day, i.resolved_by = 'automation' and not exists (
         select from record r where r.tenant_id = i.tenant_id and r.incident_id = i.id and r.actor_kind in ('human', 'api-key') and r.stage in ('approve', 'people')) as alone
       from incident i where i.tenant_id = $1 and i.closed_at >= date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '6 days')
     select to_char(d.day, 'YYYY-MM-DD') as day, count(c.day)::int as closed, (count(c.day) filter (where c.alone))::int as without_person
     from generate_series((now() at time zone 'UTC')::date - 6, (now() at time zone 'UTC')::date, interval '1 day') as d (day)
     left join closed c on c.day = d.day::date group by d.day order by d.day`,
    [tx.tenant],
  );
  const today = trend.at(-1);
  return {
    ...now,
    handledToday: today?.closed ?? 0,
    withoutPersonToday: today?.without_person ?? 0,
    trend: trend.map((day) => ({ day: day.day, closed: day.closed, withoutPerson: day.without_person })),
  };
}
