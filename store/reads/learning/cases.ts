import type { CaseCounts, Percentiles } from '../../../domain/learning/figures.ts';
import type { Tx } from '../../tx.ts';
import { type LearningWindow, personMoved } from './window.ts';

/** How the cases of a time went. */
export const readCases = (tx: Tx, { since, until }: LearningWindow): Promise<CaseCounts> =>
  tx.one<CaseCounts>(
    `select count(*)::int as opened,
       (count(*) filter (where status = 'FALSE_POSITIVE'))::int as "falsePositives",
       (count(*) filter (where closed_at is not null))::int as closed,
       (count(*) filter (where status = 'RESOLVED'))::int as resolved,
       (count(*) filter (where status = 'RESOLVED' and resolved_by = 'automation' and not moved))::int as "resolvedAlone",
       (count(*) filter (where closed_at is not null and moved))::int as "closedWithPerson",
       (count(*) filter (where judged))::int as "withFeedback"
     from (select i.status, i.closed_at, i.resolved_by, i.id in ${personMoved} as moved,
         i.id in (select f.incident_id from feedback f where f.tenant_id = $1 and f.kind <> 'comment')
           or i.id in (select c.incident_id from correction c where c.tenant_id = $1 and c.incident_id is not null) as judged
       from incident i where i.tenant_id = $1 and i.opened_at >= $2 and i.opened_at < $3) mine`,
    [tx.tenant, since, until],
  );

interface TimesRow {
  detected: number;
  detect_mean: number | null;
  detect: (number | null)[] | null;
  resolved: number;
  resolve_mean: number | null;
  resolve: (number | null)[] | null;
}

const tenths = (seconds: number | null | undefined): number | null =>
  seconds === null || seconds === undefined ? null : Math.round(seconds * 10) / 10;

const percentilesOf = (count: number, mean: number | null, cuts: readonly (number | null)[] | null): Percentiles => ({
  count,
  mean: tenths(mean),
  p50: tenths(cuts?.[0]),
  p90: tenths(cuts?.[1]),
  p95: tenths(cuts?.[2]),
  p99: tenths(cuts?.[3]),
});

/** Failures from before the connection of their platform are recorded late on purpose, so shadow cases tell nothing of how fast we see. */
const durations = `
  select case when not i.shadow and i.opened_at >= r.finished_at then extract(epoch from i.opened_at - r.finished_at)::float8 end as detect,
    case when i.status = 'RESOLVED' then extract(epoch from i.closed_at - i.opened_at)::float8 end as resolve
  from incident i
  left join (select distinct on (tenant_id, incident_id) tenant_id, incident_id, finished_at from job_run where incident_id is not null
    order by tenant_id, incident_id, attempt, created_at) r on r.tenant_id = i.tenant_id and r.incident_id = i.id`;

const cuts = (name: string): string => `percentile_cont(array[0.5, 0.9, 0.95, 0.99]) within group (order by ${name}) as ${name}`;
const figures = `select count(detect)::int as detected, avg(detect) as detect_mean, ${cuts('detect')},
  count(resolve)::int as resolved, avg(resolve) as resolve_mean, ${cuts('resolve')}`;

const toTimes = (row: TimesRow) => ({
  timeToDetect: percentilesOf(row.detected, row.detect_mean, row.detect),
  timeToResolve: percentilesOf(row.resolved, row.resolve_mean, row.resolve),
});

/** How long it took to see failures, and to resolve them. */
export const readTimes = async (
  tx: Tx,
  { since, until }: LearningWindow,
): Promise<{ readonly timeToDetect: Percentiles; readonly timeToResolve: Percentiles }> =>
  toTimes(
    await tx.one<TimesRow>(`${figures} from (${durations} where i.tenant_id = $1 and i.opened_at >= $2 and i.opened_at < $3) mine`, [
      tx.tenant,
      since,
      until,
    ]),
  );

/** The same over every tenant's cases of the last thirty days; for a transaction that sees them all. */
export const readAllTimes = async (tx: Tx): Promise<{ readonly timeToDetect: Percentiles; readonly timeToResolve: Percentiles }> =>
  toTimes(await tx.one<TimesRow>(`${figures} from (${durations} where i.opened_at > now() - interval '30 days') mine`));
