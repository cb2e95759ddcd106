import type { JobProfile } from '../domain/jobs/types.ts';
import { newId } from './ids.ts';
import type { Tx } from './tx.ts';

/** Writes what a platform declares about its jobs, with the time of its last change; a job that was only known from failures becomes a declared one. */
export async function saveDeclaredJobs(tx: Tx, jobs: readonly JobProfile[]): Promise<void> {
  await ensureApplications(
    tx,
    jobs.map((job) => ({ key: job.application, owner: null })),
  );
  for (const job of jobs) {
    await tx.rows(
      `insert into job (tenant_id, id, platform, job_key, name, application_id, owner, criticality, expected_errors, tunables, sla_seconds, schedule, idempotent, declared)
       select $1, $2, $3, $4, $5, a.id, $6, $7, $8::jsonb, $9::jsonb, $10, $11, $12, true from application a where a.tenant_id = $1 and a.key = $13
       on conflict (tenant_id, platform, job_key) do update set name = excluded.name, application_id = excluded.application_id, owner = excluded.owner,
         criticality = excluded.criticality, expected_errors = excluded.expected_errors, tunables = excluded.tunables, sla_seconds = excluded.sla_seconds,
         schedule = excluded.schedule, idempotent = excluded.idempotent, declared = true,
         updated_at = case when (job.name, job.owner, job.criticality, job.expected_errors, job.tunables, job.sla_seconds, job.schedule, job.idempotent, job.declared)
           is distinct from (excluded.name, excluded.owner, excluded.criticality, excluded.expected_errors, excluded.tunables, excluded.sla_seconds,
             excluded.schedule, excluded.idempotent, true) then now() else job.updated_at end`,
      [
        tx.tenant,
        newId('job'),
        job.platform,
        job.jobKey,
        job.name,
        job.owner,
        job.criticality,
        JSON.stringify(job.expectedErrors),
        JSON.stringify(job.tunables),
        job.slaSeconds,
        job.schedule,
        job.idempotent,
        job.application,
      ],
    );
  }
}

/** Creates the applications that are named and not there yet. */
export async function ensureApplications(
  tx: Tx,
  applications: readonly { readonly key: string; readonly owner: string | null }[],
): Promise<void> {
  if (applications.length === 0) return;
  const rows = applications.map((application) => ({ id: newId('app'), key: application.key, owner: application.owner }));
  await tx.rows(
    `insert into application (tenant_id, id, key, name, owner)
     select distinct on (key) $1, id, key, key, owner from jsonb_to_recordset($2::jsonb) as given (id text, key text, owner text) order by key
     on conflict (tenant_id, key) do nothing`,
    [tx.tenant, JSON.stringify(rows)],
  );
}
