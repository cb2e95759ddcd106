import type { Actor } from '../domain/people/actor.ts';
import type { FailureSummary } from '../domain/reports/types.ts';
import { newId } from './ids.ts';
import { decodeCursor, type Page, pageOf } from './reads/page.ts';
import { appendRecord, recordedStep } from './record.ts';
import { StoreRefusal } from './refusal.ts';
import type { Tx } from './tx.ts';
import { iso } from './values.ts';

/** A kept failure report, without its rows. */
export interface ReportHead {
  readonly id: string;
  readonly since: string;
  readonly until: string;
  readonly totalJobs: number;
  readonly totalErrors: number;
  readonly createdBy: Pick<Actor, 'kind' | 'id' | 'name'>;
  readonly createdAt: string;
}

interface HeadRow {
  id: string;
  since: string;
  until: string;
  total_jobs: number;
  total_errors: number;
  created_by: Actor;
  created_at: string;
}

const toHead = (row: HeadRow): ReportHead => ({
  id: row.id,
  since: iso(row.since),
  until: iso(row.until),
  totalJobs: row.total_jobs,
  totalErrors: row.total_errors,
  createdBy: { kind: row.created_by.kind, id: row.created_by.id, name: row.created_by.name },
  createdAt: iso(row.created_at),
});

/** Keeps a report. With a step key it is kept once, however often the step is done. @returns its id */
export async function saveReport(tx: Tx, summary: FailureSummary, stepKey?: string): Promise<string> {
  const done = stepKey === undefined ? null : await recordedStep<{ report: string }>(tx, stepKey);
  if (done !== null) return done.report;
  const id = newId('rep');
  const { period, totalJobs, totalErrors } = summary;
  await tx.rows(
    `insert into report (tenant_id, id, kind, since, until, total_jobs, total_errors, summary, created_by)
     values ($1, $2, 'failures', $3, $4, $5, $6, $7::jsonb, $8::jsonb)`,
    [tx.tenant, id, period.since, period.until, totalJobs, totalErrors, JSON.stringify(summary), JSON.stringify(tx.actor)],
  );
  await appendRecord(tx, {
    incidentId: null,
    kind: 'report-made',
    stage: 'learn',
    summary: `${tx.actor.name} made a failure report: ${totalJobs} failed jobs, ${totalErrors} errors.`,
    detail: { report: id, ...period, totalJobs, totalErrors },
    ...(stepKey === undefined ? {} : { stepKey }),
  });
  return id;
}

/** A report as it was made. @throws StoreRefusal not-found */
export async function readReport(tx: Tx, id: string): Promise<FailureSummary> {
  const row = await tx.maybe<{ summary: FailureSummary }>('select summary from report where tenant_id = $1 and id = $2', [tx.tenant, id]);
  if (row === null) throw new StoreRefusal('not-found', `There is no report ${id}`);
  return row.summary;
}

/** The kept reports, newest first. @throws StoreRefusal invalid when the cursor is not one of ours */
export async function listReports(
  tx: Tx,
  { cursor, limit }: { readonly cursor: string | undefined; readonly limit: number },
): Promise<Page<ReportHead>> {
  const [at, id] = cursor === undefined ? [null, null] : decodeCursor(cursor, ['time', 'text']);
  const rows = await tx.rows<HeadRow>(
    `select id, since, until, total_jobs, total_errors, created_by, created_at from report
     where tenant_id = $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3)) order by created_at desc, id desc limit $4`,
    [tx.tenant, at, id, limit + 1],
  );
  return pageOf(rows, limit, toHead, (row) => [iso(row.created_at), row.id]);
}

/** Writes down that somebody wants a schedule's report now. */
export const recordReportRequest = (tx: Tx, scheduleId: string): Promise<void> =>
  appendRecord(tx, {
    incidentId: null,
    kind: 'report-requested',
    stage: 'learn',
    summary: `${tx.actor.name} asked for a failure report.`,
    detail: { schedule: scheduleId },
  });
