import type { Parameters, RunIdentity, RunState } from '../domain/jobs/types.ts';
import type { Case } from './cases.ts';
import { newId } from './ids.ts';
import { closeIncident } from './incidents.ts';
import { appendRecord } from './record.ts';
import { StoreRefusal } from './refusal.ts';
import type { Tx } from './tx.ts';

/** What the platform says of a run that is stored already. */
export interface RunFacts {
  readonly try: number | null;
  readonly state: RunState;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly reason: string | null;
  readonly url: string | null;
  readonly parameters: Parameters;
}

/**
 * Completes a run by the platform's own account. A report that did not tell its try gets it here; when another case
 * stands for that try already, or the false positive that silenced it, this one is its duplicate and is closed.
 */
export async function settleTry(tx: Tx, found: Case, facts: RunFacts): Promise<'settled' | 'duplicate'> {
  const { run } = found;
  if (run.try === null && facts.try !== null) {
    const other = await tx.maybe<{ incident_id: string }>(
      `select coalesce(r.incident_id, s.incident_id) as incident_id
       from job_run r left join suppression s on s.tenant_id = r.tenant_id and s.id = r.suppression_id
       where r.tenant_id = $1 and r.platform = $2 and r.job_key = $3 and r.run_key = $4 and r.try = $5 and r.incident_id is distinct from $6`,
      [tx.tenant, run.platform, run.jobKey, run.runKey, facts.try, found.id],
    );
    if (other !== null) {
      await closeDuplicate(tx, found.id, other.incident_id);
      return 'duplicate';
    }
  }
  await saveRunFacts(tx, { id: run.id }, facts);
  return 'settled';
}

async function closeDuplicate(tx: Tx, incidentId: string, duplicateOf: string): Promise<void> {
  await closeIncident(tx, incidentId, 'CANCELLED', 'automation', `duplicate of ${duplicateOf}`);
  await appendRecord(tx, {
    incidentId,
    kind: 'duplicate-closed',
    stage: 'investigate',
    summary: `The same failure is handled in ${duplicateOf}.`,
    detail: { duplicateOf },
  });
}

/** Writes the platform's account of a run over what was known; a run of ours is also found by its submission. */
export async function saveRunFacts(
  tx: Tx,
  of: { readonly id: string } | { readonly submissionKey: string },
  facts: RunFacts,
): Promise<void> {
  const [column, value] = 'id' in of ? ['id', of.id] : ['submission_key', of.submissionKey];
  await tx.rows(
    `update job_run set try = coalesce(try, $3), state = $4, started_at = coalesce($5, started_at), finished_at = coalesce($6, finished_at), exit_code = $7,
       signal = $8, reason = $9, url = coalesce($10, url), parameters = case when $11::jsonb = '{}' then parameters else $11::jsonb end, updated_at = now()
     where tenant_id = $1 and ${column} = $2`,
    [
      tx.tenant,
      value,
      facts.try,
      facts.state,
      facts.startedAt,
      facts.finishedAt,
      facts.exitCode,
      facts.signal,
      facts.reason,
      facts.url,
      JSON.stringify(facts.parameters),
    ],
  );
}

/** Registers a run with its incident before it is submitted, so that its failure never opens a second case. */
export async function registerSubmission(
  tx: Tx,
  found: Case,
  submission: {
    readonly key: string;
    readonly attempt: number;
    readonly parameters: Parameters;
    /** The run that it will become, where that is known before it is sent. */
    readonly expected?: RunIdentity | null;
  },
): Promise<void> {
  await tx.rows(
    `insert into job_run (tenant_id, id, job_id, platform, job_key, run_key, try, attempt, submission_key, state, parameters, incident_id, seen_by)
     values ($1, $2, $3, $4, $5, $6, $11, $7, $8, 'queued', $9::jsonb, $10, 'submission')
     on conflict (tenant_id, submission_key) where submission_key is not null do nothing`,
    [
      tx.tenant,
      newId('run'),
      found.job.id,
      found.job.platform,
      found.job.jobKey,
      submission.expected?.runKey ?? `submission:${submission.key}`,
      submission.attempt,
      submission.key,
      JSON.stringify(submission.parameters),
      found.id,
      submission.expected?.try ?? null,
    ],
  );
}

interface ForeignRow {
  readonly id: string;
  /** Null for a run that was silenced, and so has no case. */
  readonly incident_id: string | null;
  readonly own_incident: string;
  readonly closed: boolean;
}

/** A run of ours that somebody reported before we knew its name is a duplicate: it gives the name back, and its case ends. */
async function takeNameBack(tx: Tx, key: string, run: RunIdentity): Promise<void> {
  const foreign = await tx.maybe<ForeignRow>(
    `select f.id, f.incident_id, own.incident_id as own_incident, i.closed_at is not null as closed
     from job_run own join job_run f on f.tenant_id = own.tenant_id and f.platform = own.platform and f.job_key = own.job_key and f.id <> own.id
     left join incident i on i.tenant_id = f.tenant_id and i.id = f.incident_id
     where own.tenant_id = $1 and own.submission_key = $2 and f.run_key = $3 and f.try is not distinct from $4`,
    [tx.tenant, key, run.runKey, run.try],
  );
  if (foreign === null || foreign.incident_id === foreign.own_incident) return;
  if (foreign.incident_id !== null && !foreign.closed) await closeDuplicate(tx, foreign.incident_id, foreign.own_incident);
  await tx.rows(
    `update job_run set run_key = run_key || ' (reported as ' || coalesce(incident_id, id) || ')' where tenant_id = $1 and id = $2`,
    [tx.tenant, foreign.id],
  );
}

/** Names the run that a confirmed submission became; named already it stays as it is. */
export async function nameSubmission(tx: Tx, key: string, run: RunIdentity): Promise<void> {
  const name = () =>
    tx.rows(
      `update job_run own set run_key = $3, try = $4, state = case when state = 'queued' then 'running' else state end,
         started_at = coalesce(started_at, now()), updated_at = now()
       where tenant_id = $1 and submission_key = $2 and exists (select from effect e where e.tenant_id = $1 and e.key = $2 and e.state = 'confirmed') and not exists (
         select from job_run f where f.tenant_id = own.tenant_id and f.platform = own.platform and f.job_key = own.job_key and f.run_key = $3
           and f.try is not distinct from $4 and f.id <> own.id)
       returning id`,
      [tx.tenant, key, run.runKey, run.try],
    );
  if ((await name()).length > 0) return;
  await takeNameBack(tx, key, run);
  await name();
}

export interface SubmittedRun extends RunIdentity {
  readonly id: string;
  readonly state: RunState;
  readonly createdAt: string;
}

/** The run of a submission. @throws StoreRefusal not-found */
export async function readSubmittedRun(tx: Tx, key: string): Promise<SubmittedRun> {
  const row = await tx.maybe<SubmittedRun>(
    `select id, platform, job_key as "jobKey", run_key as "runKey", try, state, created_at as "createdAt" from job_run where tenant_id = $1 and submission_key = $2`,
    [tx.tenant, key],
  );
  if (row === null) throw new StoreRefusal('not-found', 'No run is registered for this submission');
  return row;
}

/**
 * Keys of the jobs of a platform of which a run is being started at this moment, so that nobody knows its name yet. A claim whose case
 * is no longer ours will not be settled: it counts for a quarter of an hour, for its answer may be on the way.
 */
export async function jobsBeingStarted(tx: Tx, platform: string): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ key: string }>(
    `select distinct j.job_key as key from effect e join job j on j.tenant_id = e.tenant_id and j.id = e.target
     join incident i on i.tenant_id = e.tenant_id and i.id = e.incident_id
     where e.tenant_id = $1 and e.kind = 'submission' and e.state = 'claimed' and j.platform = $2
       and (e.claimed_at > now() - interval '15 minutes' or (i.closed_at is null and i.taken_over_by is null and i.status <> 'ESCALATED'))`,
    [tx.tenant, platform],
  );
  return new Set(rows.map((row) => row.key));
}
