import { lockCase } from './cases.ts';
import { confirmVerdict, readConfirmed, readDiagnosis } from './diagnoses.ts';
import { newId } from './ids.ts';
import type { Accepted, FailureReport } from './intake.ts';
import { ensureJobs } from './intake.ts';
import { appendRecord } from './record.ts';
import { StoreRefusal } from './refusal.ts';
import type { Tx } from './tx.ts';

/**
 * Lets a failure stay silent: reported with its text it opens no case any more, and found otherwise it is ignored. A second call for the same failure
 * answers with the first. @throws StoreRefusal not-found, conflict @returns the suppression's id
 */
export async function suppressFailure(tx: Tx, incidentId: string, reason: string): Promise<string> {
  const found = await lockCase(tx, incidentId);
  const { fingerprint } = found;
  if (fingerprint === null) throw new StoreRefusal('conflict', 'The case has no diagnosis yet by which the failure could be told again');
  const active = await tx.maybe<{ id: string }>(
    'select id from suppression where tenant_id = $1 and fingerprint = $2 and revoked_at is null',
    [tx.tenant, fingerprint],
  );
  if (active !== null) return active.id;
  const [before, diagnosis] = [await readConfirmed(tx, fingerprint), await readDiagnosis(tx, incidentId, found.round)];
  const id = newId('sup');
  await tx.rows(
    'insert into suppression (tenant_id, id, fingerprint, incident_id, reason, actor, verdict_before) values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb)',
    [tx.tenant, id, fingerprint, incidentId, reason, JSON.stringify(tx.actor), before === null ? null : JSON.stringify(before)],
  );
  const cause = found.cause ?? diagnosis?.cause ?? 'UNKNOWN';
  const origin = found.origin ?? diagnosis?.origin ?? 'UNKNOWN';
  await confirmVerdict(tx, { fingerprint, cause, origin, action: 'IGNORE', by: 'human', incidentId, reason: `False positive: ${reason}` });
  await appendRecord(tx, {
    incidentId,
    kind: 'failure-silenced',
    stage: 'learn',
    summary: `${tx.actor.name} silenced this failure: it opens no case any more. ${reason}`.slice(0, 500),
    detail: { suppressionId: id, fingerprint, reason },
  });
  return id;
}

interface Active {
  id: string;
  fingerprint: string;
  incident_id: string;
  verdict_before: Parameters<typeof confirmVerdict>[1] | null;
}

/** Lets the failure open cases again; the verdict that stood before stands again. @throws StoreRefusal not-found, closed */
export async function revokeSuppression(tx: Tx, id: string): Promise<void> {
  const row = await tx.maybe<Active & { revoked_at: string | null }>(
    'select id, fingerprint, incident_id, verdict_before, revoked_at from suppression where tenant_id = $1 and id = $2 for update',
    [tx.tenant, id],
  );
  if (row === null) throw new StoreRefusal('not-found', `There is no suppression ${id}`);
  if (row.revoked_at !== null) throw new StoreRefusal('closed', 'It was revoked already');
  await tx.rows(`delete from confirmed_verdict where tenant_id = $1 and fingerprint = $2 and action = 'IGNORE'`, [
    tx.tenant,
    row.fingerprint,
  ]);
  if (row.verdict_before !== null) await confirmVerdict(tx, row.verdict_before);
  await end(tx, row, `${tx.actor.name} let this failure open cases again.`);
}

/** A person said meanwhile what the failure means: that holds instead. */
export async function endSuppressionOf(tx: Tx, fingerprint: string): Promise<void> {
  const row = await tx.maybe<Active>(
    'select id, fingerprint, incident_id, verdict_before from suppression where tenant_id = $1 and fingerprint = $2 and revoked_at is null for update',
    [tx.tenant, fingerprint],
  );
  if (row !== null) await end(tx, row, `${tx.actor.name} corrected the failure, so it opens cases again.`);
}

async function end(tx: Tx, row: Active, summary: string): Promise<void> {
  await tx.rows('update suppression set revoked_at = now(), revoked_by = $3::jsonb where tenant_id = $1 and id = $2', [
    tx.tenant,
    row.id,
    JSON.stringify(tx.actor),
  ]);
  await appendRecord(tx, {
    incidentId: row.incident_id,
    kind: 'failure-unsilenced',
    stage: 'learn',
    summary,
    detail: { suppressionId: row.id },
  });
}

/** Fingerprints of failures that stay silent. */
export const silencedFingerprints = async (tx: Tx): Promise<readonly string[]> =>
  (
    await tx.rows<{ fingerprint: string }>('select fingerprint from suppression where tenant_id = $1 and revoked_at is null', [tx.tenant])
  ).map((row) => row.fingerprint);

/**
 * Keeps a failure that stays silent: the run is noted, and the case that was marked as a false positive tells that it came again.
 * @returns null when the run is known already or nothing silences it: the failure goes the usual way
 */
export async function keepSilenced(tx: Tx, report: FailureReport, fingerprint: string): Promise<Accepted | null> {
  const row = await tx.maybe<Active>(
    'select id, fingerprint, incident_id, verdict_before from suppression where tenant_id = $1 and fingerprint = $2 and revoked_at is null for update',
    [tx.tenant, fingerprint],
  );
  if (row === null || report.submissionKey !== null) return null;
  await ensureJobs(tx, [report]);
  const noted = await tx.maybe<{ id: string }>(
    `insert into job_run (tenant_id, id, job_id, platform, job_key, run_key, try, state, parameters, finished_at, seen_by, suppression_id)
     select $1, $2, j.id, j.platform, j.job_key, $5, $6, 'failed', $7::jsonb, $8, $9, $10 from job j
     where j.tenant_id = $1 and j.platform = $3 and j.job_key = $4
       and not exists (select from job_run r where r.tenant_id = $1 and r.platform = $3 and r.job_key = $4 and r.run_key = $5)
     on conflict (tenant_id, platform, job_key, run_key, try) do nothing returning id`,
    [
      ...[tx.tenant, newId('run'), report.platform, report.jobKey, report.runKey, report.try, JSON.stringify(report.parameters ?? {})],
      ...[report.finishedAt, report.detectedBy, row.id],
    ],
  );
  if (noted === null) return null;
  await tx.rows('update suppression set failures = failures + 1, last_failure_at = now() where tenant_id = $1 and id = $2', [
    tx.tenant,
    row.id,
  ]);
  await appendRecord(tx, {
    incidentId: row.incident_id,
    kind: 'failure-suppressed',
    stage: 'detect',
    summary: `${report.jobKey} failed in the same way on ${report.platform}: a false positive, no case was opened.`,
    detail: { suppressionId: row.id, platform: report.platform, job: report.jobKey, run: report.runKey, jobRun: noted.id },
  });
  return { incidentId: row.incident_id, created: false };
}
