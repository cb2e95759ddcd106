import type { Tx } from '../tx.ts';

/** What the intake has to know of a platform before it accepts a failure. */
export interface KnownPlatform {
  readonly id: string;
  readonly listsRuns: boolean;
  readonly hasTries: boolean;
  /** The platform has told its jobs, so that an unknown one is a mistake. */
  readonly declaresJobs: boolean;
}

/** The connected platforms of the tenant. */
export const listKnownPlatforms = (tx: Tx): Promise<KnownPlatform[]> =>
  tx.rows<KnownPlatform>(
    `select p.id, coalesce((p.capabilities->>'listsRuns')::boolean, false) as "listsRuns", coalesce((p.capabilities->>'hasTries')::boolean, true) as "hasTries",
       exists (select from job j where j.tenant_id = p.tenant_id and j.platform = p.id and j.declared) as "declaresJobs"
     from platform p where p.tenant_id = $1`,
    [tx.tenant],
  );

/** The application of a job that its platform declares; null when it declares no such job. */
export async function findDeclaredJob(tx: Tx, platform: string, jobKey: string): Promise<{ readonly application: string } | null> {
  return tx.maybe<{ application: string }>(
    `select a.key as application from job j join application a on a.tenant_id = j.tenant_id and a.id = j.application_id
     where j.tenant_id = $1 and j.platform = $2 and j.job_key = $3 and j.declared`,
    [tx.tenant, platform, jobKey],
  );
}
