import type { Tx } from '../tx.ts';

/** Working hours, UTC, in which people are near and systems are busy: from 9 until before 17. */
const peak = { from: 9, until: 17 } as const;

/** Counts stop here: in a storm more is not told, and a decision must not cost more the more cases there are. */
const countedUpTo = 200;

/** What was going on around a decision; kept beside it, so that people see in what light it was taken. */
export interface DecisionContext {
  /** Hour of the day, UTC. */
  readonly hour: number;
  readonly peak: boolean;
  /** Open incidents of the tenant: how much else is wrong. This and the other counts go up to 200. */
  readonly openIncidents: number;
  /** Other cases of the same failure in the past 24 hours. */
  readonly similarLast24Hours: number;
  /** What people said of the same failure in the past 30 days. */
  readonly feedback: { readonly positive: number; readonly negative: number };
  /** Runs of the job that were seen in the past 24 hours. */
  readonly jobRunsLast24Hours: number;
  /** When the job's definition changed last, in the past 7 days; null when it did not. */
  readonly definitionChangedAt: string | null;
}

interface ContextRow {
  open: number;
  similar: number;
  positive: number;
  negative: number;
  runs: number;
  changed: string | null;
}

/** One statement over indexes, cheap enough to go along with every decision. */
export async function readDecisionContext(
  tx: Tx,
  { incidentId, jobId, fingerprint }: { readonly incidentId: string; readonly jobId: string; readonly fingerprint: string },
  now: Date,
): Promise<DecisionContext> {
  const row = await tx.one<ContextRow>(
    `select
       (select count(*)::integer from (select from incident where tenant_id = $1 and closed_at is null limit ${countedUpTo}) i) as open,
       (select count(*)::integer from (
         select from incident where tenant_id = $1 and fingerprint = $2 and id <> $3 and opened_at > now() - interval '24 hours' limit ${countedUpTo}) i) as similar,
       f.positive, f.negative,
       (select count(*)::integer from (
         select from job_run where tenant_id = $1 and job_id = $4 and created_at > now() - interval '24 hours' limit ${countedUpTo}) r) as runs,
       (select to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from job
        where tenant_id = $1 and id = $4 and updated_at > greatest(created_at, now() - interval '7 days')) as changed
     from (
       select (count(*) filter (where f.kind in ('correct', 'outcome_success')))::integer as positive,
         (count(*) filter (where f.kind in ('correction', 'wrong_category', 'wrong_action', 'outcome_failure', 'false-positive')))::integer as negative
       from (select id from incident where tenant_id = $1 and fingerprint = $2 and opened_at > now() - interval '30 days'
         order by opened_at desc limit ${countedUpTo}) i
       join feedback f on f.tenant_id = $1 and f.incident_id = i.id) f`,
    [tx.tenant, fingerprint, incidentId, jobId],
  );
  const hour = now.getUTCHours();
  return {
    hour,
    peak: hour >= peak.from && hour < peak.until,
    openIncidents: row.open,
    similarLast24Hours: row.similar,
    feedback: { positive: row.positive, negative: row.negative },
    jobRunsLast24Hours: row.runs,
    definitionChangedAt: row.changed,
  };
}
