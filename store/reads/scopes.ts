import type { Tx } from '../tx.ts';

/** A job by id, key or name, with what its policy depends on; null when there is none or the key fits several. */
export async function findJobForPolicy(tx: Tx, job: string): Promise<{ readonly id: string; readonly application: string } | null> {
  const rows = await tx.rows<{ id: string; application: string }>(
    `select j.id, a.key as application from job j join application a on a.tenant_id = j.tenant_id and a.id = j.application_id
     where j.tenant_id = $1 and (j.id = $2 or j.job_key = $2) order by (j.id = $2) desc limit 2`,
    [tx.tenant, job],
  );
  return rows.length === 1 || rows[0]?.id === job ? (rows[0] ?? null) : null;
}

/** Whether a policy's scope names something that is there. */
export async function scopeExists(tx: Tx, scope: string): Promise<boolean> {
  if (scope === 'tenant') return true;
  const [kind, ...rest] = scope.split(':');
  const sql =
    kind === 'application'
      ? 'select id from application where tenant_id = $1 and key = $2'
      : 'select id from job where tenant_id = $1 and id = $2';
  return (await tx.maybe(sql, [tx.tenant, rest.join(':')])) !== null;
}
