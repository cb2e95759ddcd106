import { newId } from './ids.ts';
import { type Accepted, acceptFailures, type FailureReport } from './intake.ts';
import type { Tx } from './tx.ts';

interface Opened {
  position: number;
  incident_id: string;
}

/** Accepts failures that were reported one by one: the short way for what is new, the long way for the rest. Answers in the order of the reports. */
export async function acceptReports(tx: Tx, reports: readonly FailureReport[]): Promise<readonly Accepted[]> {
  const answers = await acceptFresh(tx, reports);
  const rest = reports.filter((_, position) => answers[position] === undefined);
  if (rest.length === 0) return answers.filter((answer) => answer !== undefined);
  const others = [...(await acceptFailures(tx, rest))];
  return answers.map((answer) => answer ?? (others.shift() as Accepted));
}

/**
 * Opens cases for failures of known jobs whose runs nobody has heard of, in one statement: what a flood of reports mostly consists of.
 * Answers by position; where there is none, the run or the job needs the longer way of `acceptFailures`.
 */
async function acceptFresh(tx: Tx, reports: readonly FailureReport[]): Promise<readonly (Accepted | undefined)[]> {
  const answers: (Accepted | undefined)[] = reports.map(() => undefined);
  const rows = reports.flatMap((report, position) => (report.submissionKey === null ? [toRow(report, position)] : []));
  const opened = await tx.rows<Opened>(statement, [tx.tenant, JSON.stringify(rows), tx.actor.kind, tx.actor.id, tx.actor.name]);
  for (const row of opened) answers[row.position] = { incidentId: row.incident_id, created: true };
  return answers;
}

const toRow = (report: FailureReport, position: number) => ({
  position,
  run_id: newId('run'),
  incident_id: newId('inc'),
  platform: report.platform,
  job_key: report.jobKey,
  run_key: report.runKey,
  try: report.try,
  parameters: report.parameters ?? {},
  finished_at: report.finishedAt,
  seen_by: report.detectedBy,
  texts: (
    [
      ['error', report.errorText],
      ['log', report.logTail],
    ] as const
  ).flatMap(([kind, content]) => (content ? [{ id: newId('ev'), kind, content }] : [])),
  summary: `${report.jobKey} failed on ${report.platform}; seen by ${report.detectedBy}.`,
  detail: { platform: report.platform, job: report.jobKey, run: report.runKey, try: report.try },
});

const statement = `
  with asked as materialized (
    select * from jsonb_to_recordset($2::jsonb) as given (position integer, run_id text, incident_id text, platform text, job_key text, run_key text, try integer,
      parameters jsonb, finished_at timestamptz, seen_by text, texts jsonb, summary text, detail jsonb)),
  fresh as materialized (
    select asked.*, j.id as job_id, j.application_id, j.criticality, coalesce(j.owner, a.owner) as owner
    from asked
    join job j on j.tenant_id = $1 and j.platform = asked.platform and j.job_key = asked.job_key
    join application a on a.tenant_id = $1 and a.id = j.application_id
    where not exists (
      select from job_run r where r.tenant_id = $1 and r.platform = asked.platform and r.job_key = asked.job_key and r.run_key = asked.run_key)),
  run as (
    insert into job_run (tenant_id, id, job_id, platform, job_key, run_key, try, state, parameters, finished_at, incident_id, seen_by)
    select $1, run_id, job_id, platform, job_key, run_key, try, 'failed', parameters, finished_at, incident_id, seen_by from fresh order by platform, job_key, run_key, try
    on conflict (tenant_id, platform, job_key, run_key, try) do nothing
    returning incident_id),
  opened as materialized (select fresh.* from fresh join run on run.incident_id = fresh.incident_id),
  incident_rows as (
    insert into incident (tenant_id, id, job_id, application_id, criticality, owner, detected_by, shadow, lease_until)
    select $1, opened.incident_id, opened.job_id, opened.application_id, opened.criticality, opened.owner, opened.seen_by,
      coalesce(opened.finished_at < p.connected_at, false), now() + interval '10 seconds'
    from opened left join platform p on p.tenant_id = $1 and p.id = opened.platform),
  evidence_rows as (
    insert into evidence (tenant_id, id, incident_id, round, kind, content)
    select $1, text.id, opened.incident_id, 0, text.kind, text.content
    from opened cross join lateral jsonb_to_recordset(opened.texts) as text (id text, kind text, content text)),
  record_rows as (
    insert into record (tenant_id, incident_id, kind, stage, summary, detail, actor_kind, actor_id, actor_name)
    select $1, incident_id, 'incident-detected', 'detect', summary, detail, $3, $4, $5 from opened order by position)
  select position, incident_id from opened`;
