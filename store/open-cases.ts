import { newId } from './ids.ts';
import type { Accepted, FailureReport } from './intake.ts';
import type { Tx } from './tx.ts';

interface Opened {
  position: number;
  incident_id: string;
}

/**
 * Opens cases for failures of known jobs in one statement: job run, incident, evidence and record. Fills in answers that are missing.
 * Without one stay reports that wait for others, failures of unknown jobs, and of runs that are known: with `any` by the same try, with
 * `unheard` by any try or perhaps by our own submission key.
 */
export async function openCases(
  tx: Tx,
  reports: readonly FailureReport[],
  answers: (Accepted | undefined)[],
  runs: 'unheard' | 'any',
): Promise<void> {
  const rows = failuresApart(reports, answers, runs).map(({ report, position }) => toRow(report, position));
  if (rows.length === 0) return;
  const { kind, id, name } = tx.actor;
  const opened = await tx.rows<Opened>(statements[runs], [tx.tenant, JSON.stringify(rows), kind, id, name]);
  for (const row of opened) answers[row.position] = { incidentId: row.incident_id, created: true };
}

/**
 * Unanswered reports that are failures of their own, whatever becomes of the others. A report that does not tell its try may mean the same
 * failure as any other of its run, and one with our submission key its run whatever that is called: what follows such a report waits until
 * it has been answered.
 */
function failuresApart(reports: readonly FailureReport[], answers: readonly (Accepted | undefined)[], runs: 'unheard' | 'any') {
  const seen = new Map<string, 'told' | 'vague'>();
  return reports.flatMap((report, position) => {
    if (answers[position] !== undefined) return [];
    const run = JSON.stringify([report.platform, report.jobKey, report.runKey]);
    const before = seen.get(run);
    const isOurs = runs === 'unheard' && report.submissionKey !== null;
    seen.set(run, before === 'vague' || isOurs || report.try === null ? 'vague' : 'told');
    return isOurs || before === 'vague' || (before === 'told' && report.try === null) ? [] : [{ report, position }];
  });
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

const statementOf = (unheard: string) => `
  with asked as materialized (
    select * from jsonb_to_recordset($2::jsonb) as given (position integer, run_id text, incident_id text, platform text, job_key text, run_key text, try integer,
      parameters jsonb, finished_at timestamptz, seen_by text, texts jsonb, summary text, detail jsonb)),
  fresh as materialized (
    select asked.*, j.id as job_id, j.application_id, j.criticality, coalesce(j.owner, a.owner) as owner
    from asked
    join job j on j.tenant_id = $1 and j.platform = asked.platform and j.job_key = asked.job_key
    join application a on a.tenant_id = $1 and a.id = j.application_id
    ${unheard}),
  run as (
    insert into job_run (tenant_id, id, job_id, platform, job_key, run_key, try, state, parameters, finished_at, incident_id, seen_by)
    select $1, run_id, job_id, platform, job_key, run_key, try, 'failed', parameters, finished_at, incident_id, seen_by from fresh order by platform, job_key, run_key, try
    on conflict (tenant_id, platform, job_key, run_key, try) do nothing
    returning incident_id),
  opened as materialized (select fresh.* from fresh join run on run.incident_id = fresh.incident_id),
  incident_rows as (
    insert into incident (tenant_id, id, job_id, application_id, criticality, owner, detected_by, shadow, lease_until)
    select $1, opened.incident_id, opened.job_id, opened.application_id, opened.criticality, opened.owner, opened.seen_by,
      coalesce(opened.finished_at < p.connected_at, false) or opened.seen_by = 'import', now() + interval '10 seconds'
    from opened left join platform p on p.tenant_id = $1 and p.id = opened.platform),
  evidence_rows as (
    insert into evidence (tenant_id, id, incident_id, round, kind, content)
    select $1, text.id, opened.incident_id, 0, text.kind, text.content
    from opened cross join lateral jsonb_to_recordset(opened.texts) as text (id text, kind text, content text)),
  record_rows as (
    insert into record (tenant_id, incident_id, kind, stage, summary, detail, actor_kind, actor_id, actor_name)
    select $1, incident_id, 'incident-detected', 'detect', summary, detail, $3, $4, $5 from opened order by position)
  select position, incident_id from opened`;

/** One text each: a parameter that switches the look for known runs off would make the server read all of them. */
const statements = {
  any: statementOf(''),
  unheard: statementOf(`where not exists (
      select from job_run r where r.tenant_id = $1 and r.platform = asked.platform and r.job_key = asked.job_key and r.run_key = asked.run_key)`),
} as const;
