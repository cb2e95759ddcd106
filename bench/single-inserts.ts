import { Client, type ClientConfig } from 'pg';
import pgConnectionString from 'pg-connection-string';
import { newId } from '../store/ids.ts';
import type { FailureReport } from '../store/intake.ts';
import { tenantId } from './cases.ts';

/** The rows that accepting a failure writes, in an order that the foreign keys allow. */
const statements = {
  incident: `insert into incident (tenant_id, id, job_id, application_id, criticality, owner, detected_by, lease_until)
    values ($1, $2, $3, $4, 'normal', 'owner@example.com', 'trigger', now() + interval '10 seconds')`,
  run: `insert into job_run (tenant_id, id, job_id, platform, job_key, run_key, try, state, parameters, incident_id, seen_by)
    values ($1, $2, $3, $4, $5, $6, 0, 'failed', '{}', $7, 'trigger')`,
  evidence: `insert into evidence (tenant_id, id, incident_id, round, kind, content) values ($1, $2, $3, 0, 'error', $4)`,
  record: `insert into record (tenant_id, incident_id, kind, stage, summary, detail, actor_kind, actor_id, actor_name)
    values ($1, $2, 'incident-detected', 'detect', $3, $4, 'api-key', 'bench', 'bench')`,
};
/** So many transactions does one failure take. */
export const rowsAFailure = Object.keys(statements).length;

/** Writes the rows of a failure past all of our code: each a prepared INSERT in a transaction of its own. */
export interface PlainWriter {
  write(report: FailureReport): Promise<void>;
  close(): Promise<void>;
}

export async function openPlainWriter(
  url: string,
  jobs: ReadonlyMap<string, { readonly id: string; readonly application: string }>,
): Promise<PlainWriter> {
  const client = new Client(pgConnectionString.parse(url) as ClientConfig);
  await client.connect();
  const insert = (name: keyof typeof statements, values: unknown[]) =>
    client.query({ name, text: statements[name], values: [tenantId, ...values] });
  return {
    write: async ({ platform, jobKey, runKey, errorText }) => {
      const job = jobs.get(jobKey);
      const incident = newId('inc');
      await insert('incident', [incident, job?.id, job?.application]);
      await insert('run', [newId('run'), job?.id, platform, jobKey, runKey, incident]);
      await insert('evidence', [newId('ev'), incident, errorText]);
      await insert('record', [
        incident,
        `${jobKey} failed on ${platform}; seen by trigger.`,
        JSON.stringify({ platform, job: jobKey, run: runKey, try: 0 }),
      ]);
    },
    close: () => client.end(),
  };
}
