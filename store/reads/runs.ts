import type { IncidentStatus } from '../../domain/incidents/vocabulary.ts';
import type { RunState } from '../../domain/jobs/types.ts';
import type { Tx } from '../tx.ts';
import { iso, isoOrNull } from '../values.ts';
import { Conditions, decodeCursor, type Page, pageOf } from './page.ts';

interface RunRow {
  id: string;
  platform: string;
  job_key: string;
  run_key: string;
  try: number | null;
  attempt: number;
  state: RunState;
  started_at: string | null;
  finished_at: string | null;
  exit_code: number | null;
  incident_id: string | null;
  incident_status: IncidentStatus | null;
  created_at: string;
}

const present = (row: RunRow) => ({
  id: row.id,
  platform: row.platform,
  job: row.job_key,
  key: row.run_key,
  try: row.try,
  attempt: row.attempt,
  state: row.state,
  startedAt: isoOrNull(row.started_at),
  finishedAt: isoOrNull(row.finished_at),
  exitCode: row.exit_code,
  incidentId: row.incident_id,
  incidentStatus: row.incident_status,
});
export type RunRead = ReturnType<typeof present>;

/** The runs that Nightshift knows: those that failed and those that it started. Newest first. */
export async function listRuns(
  tx: Tx,
  input: {
    readonly jobId?: string | undefined;
    readonly platform?: string | undefined;
    readonly state?: RunState | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<Page<RunRead>> {
  const where = new Conditions('r.tenant_id = $1', tx.tenant);
  if (input.jobId !== undefined) where.add('r.job_id = ?', input.jobId);
  if (input.platform !== undefined) where.add('r.platform = ?', input.platform);
  if (input.state !== undefined) where.add('r.state = ?', input.state);
  if (input.cursor !== undefined) where.add('(r.created_at, r.id) < (?::timestamptz, ?)', ...decodeCursor(input.cursor, ['time', 'text']));
  const rows = await tx.rows<RunRow>(
    `select r.id, r.platform, r.job_key, r.run_key, r.try, r.attempt, r.state, r.started_at, r.finished_at, r.exit_code, r.incident_id, i.status as incident_status, r.created_at
     from job_run r left join incident i on i.tenant_id = r.tenant_id and i.id = r.incident_id
     where ${where.sql} order by r.created_at desc, r.id desc limit ${where.parameter(input.limit + 1)}`,
    where.parameters,
  );
  return pageOf(rows, input.limit, present, (row) => [iso(row.created_at), row.id]);
}
