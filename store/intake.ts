import type { Criticality } from '../domain/incidents/vocabulary.ts';
import type { Parameters } from '../domain/jobs/types.ts';
import { newId } from './ids.ts';
import { ensureApplications } from './jobs.ts';
import { openCases } from './open-cases.ts';
import type { Tx } from './tx.ts';

/** A failed run as somebody reported it. Texts are cleaned, bounded and redacted already. */
export interface FailureReport {
  readonly platform: string;
  readonly jobKey: string;
  readonly runKey: string;
  /** Null when the reporter does not tell it. */
  readonly try: number | null;
  readonly submissionKey: string | null;
  readonly application: string | null;
  readonly owner: string | null;
  readonly criticality: Criticality | null;
  readonly errorText: string | null;
  readonly logTail: string | null;
  readonly parameters: Parameters | null;
  readonly finishedAt: string | null;
  /** What is imported is history: it is diagnosed, and nothing is done about it. */
  readonly detectedBy: 'trigger' | 'webhook' | 'sweep' | 'watch' | 'import';
}

export interface Accepted {
  readonly incidentId: string;
  readonly created: boolean;
}

interface Known {
  position: number;
  run_id: string;
  incident_id: string;
  try: number | null;
  attempt: number;
  state: string;
  open: boolean;
}

/**
 * Accepts failures of one tenant in one transaction: job run, incident and record, or the incident that already stands
 * for the same (platform, job, run, try). A failure of a run that we submitted joins the incident of that submission.
 * The row is the outbox: once this has committed, nothing is lost. Answers in the order of the reports.
 */
export async function acceptFailures(tx: Tx, reports: readonly FailureReport[]): Promise<readonly Accepted[]> {
  const answers: (Accepted | undefined)[] = reports.map(() => undefined);
  // What a flood of failures mostly consists of needs no more than this one statement.
  await openCases(tx, reports, answers, 'unheard');
  await join(tx, reports, answers);
  const unanswered = () => reports.filter((_, position) => answers[position] === undefined);
  for (let left = unanswered(), before = Number.POSITIVE_INFINITY; left.length > 0; left = unanswered()) {
    if (left.length === before) throw new Error('A failure was neither opened nor joined');
    before = left.length;
    await Promise.all([ensureJobs(tx, left), openCases(tx, reports, answers, 'any')]);
    // Somebody else's transaction won the race for a key, or the batch itself named a run twice.
    await join(tx, reports, answers);
  }
  return answers.filter((answer) => answer !== undefined);
}

/** Finds the incident of runs that are known, by identity or by our own submission key, and notes that they failed. */
async function join(tx: Tx, reports: readonly FailureReport[], answers: (Accepted | undefined)[]): Promise<void> {
  const asked = reports.flatMap((report, position) =>
    answers[position] === undefined
      ? [
          {
            position,
            platform: report.platform,
            job_key: report.jobKey,
            run_key: report.runKey,
            try: report.try,
            submission_key: report.submissionKey,
          },
        ]
      : [],
  );
  if (asked.length === 0) return;
  const known = await tx.rows<Known>(
    `select distinct on (asked.position) asked.position, r.id as run_id, i.id as incident_id, r.try, r.attempt, r.state, i.closed_at is null as open
     from jsonb_to_recordset($2::jsonb) as asked (position integer, platform text, job_key text, run_key text, try integer, submission_key text)
     join job_run r on r.tenant_id = $1 and (
       (r.platform = asked.platform and r.job_key = asked.job_key and r.run_key = asked.run_key) or r.submission_key = asked.submission_key)
     join incident i on i.tenant_id = r.tenant_id and i.id = coalesce(r.incident_id,
       (select s.incident_id from suppression s where s.tenant_id = r.tenant_id and s.id = r.suppression_id))
     where r.try is not distinct from asked.try or (i.closed_at is null and (r.try is null or asked.try is null)) or r.submission_key = asked.submission_key
     order by asked.position, (r.try is not distinct from asked.try) desc, i.opened_at desc`,
    [tx.tenant, JSON.stringify(asked)],
  );
  const settled = new Map<string, number>();
  for (const found of known) {
    const report = reports[found.position];
    if (report === undefined) continue;
    const settlesTry = found.try === null && report.try !== null;
    // A run without a try gets one of the batch; another one is another failure, and meets the run as such the next time.
    if (settlesTry && (settled.get(found.run_id) ?? report.try) !== report.try) continue;
    if (settlesTry) settled.set(found.run_id, report.try);
    answers[found.position] = { incidentId: found.incident_id, created: false };
    if (!settlesTry && found.state === 'failed') continue;
    await tx.rows(
      `update job_run set try = coalesce(try, $3), run_key = $4, state = case when state in ('queued', 'running') then 'failed' else state end,
         finished_at = coalesce(finished_at, $5), updated_at = now() where tenant_id = $1 and id = $2`,
      [tx.tenant, found.run_id, report.try, report.runKey, report.finishedAt],
    );
  }
}

/** Jobs that nobody has heard of come into being with their first failure. Its statements are all started at once. */
export async function ensureJobs(tx: Tx, reports: readonly FailureReport[]): Promise<void> {
  const applications = ensureApplications(
    tx,
    reports.map((report) => ({ key: report.application ?? 'unassigned', owner: null })),
  );
  const rows = reports.map((report) => ({
    id: newId('job'),
    platform: report.platform,
    job_key: report.jobKey,
    application: report.application ?? 'unassigned',
    owner: report.owner,
    criticality: report.criticality ?? 'normal',
  }));
  const jobs = tx.rows(
    `insert into job (tenant_id, id, platform, job_key, name, application_id, owner, criticality)
     select distinct on (given.platform, given.job_key) $1, given.id, given.platform, given.job_key, given.job_key, a.id, given.owner, given.criticality
     from jsonb_to_recordset($2::jsonb) as given (id text, platform text, job_key text, application text, owner text, criticality text)
     join application a on a.tenant_id = $1 and a.key = given.application
     order by given.platform, given.job_key
     on conflict (tenant_id, platform, job_key) do nothing`,
    [tx.tenant, JSON.stringify(rows)],
  );
  await Promise.all([applications, jobs]);
}
