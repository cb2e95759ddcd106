import type { Severity } from '../domain/incidents/vocabulary.ts';
import { appendRecord } from './record.ts';
import type { Tx } from './tx.ts';

/** An open case as its starter needs it. */
export interface OpenCase {
  readonly incidentId: string;
  readonly generation: number;
  readonly round: number;
  readonly revision: number;
  readonly standBy: boolean;
  readonly application: string;
  readonly severity: Severity;
}

/**
 * A person has the case: by taking it over, or because it was escalated and the mail that says so is out, refused or given up. However its
 * workflow ends then, the next one only waits for people.
 */
const isWithPeople = `(i.taken_over_by is not null or (i.status = 'ESCALATED' and exists (
  select from effect e where e.tenant_id = i.tenant_id and e.key = i.id || '/' || i.round || '/mail:escalation' and e.state <> 'claimed')))`;

/** All tenants, for the loops that serve each in turn. */
export const listTenants = async (tx: Tx): Promise<readonly string[]> =>
  (await tx.rows<{ id: string }>('select id from tenant order by id')).map((row) => row.id);

/**
 * Leases open cases whose lease has run out, so that of several stewards one looks at each: those that none has looked at first, then
 * those left alone longest, most urgent first among equals. So no backlog of any size keeps a case from its turn.
 * Cases without a living workflow are started by the caller; the lease says when the next look is due.
 */
export const leaseOpenCases = (tx: Tx, input: { readonly limit: number; readonly leaseMs: number }): Promise<readonly OpenCase[]> =>
  tx.rows<OpenCase>(
    `with due as (
       select tenant_id, id from incident where tenant_id = $1 and closed_at is null and (lease_until is null or lease_until < now())
       order by checked_at nulls first, case severity when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end, opened_at
       limit $2 for update skip locked)
     update incident i set lease_until = now() + make_interval(secs => $3), checked_at = now()
     from due, application a where i.tenant_id = due.tenant_id and i.id = due.id and a.tenant_id = i.tenant_id and a.id = i.application_id
     returning i.id as "incidentId", i.generation, i.round, i.severity, a.key as application,
       ${isWithPeople} as "standBy",
       (select coalesce(max(revision), 1) from decision d where d.tenant_id = i.tenant_id and d.incident_id = i.id and d.round = i.round) as revision`,
    [tx.tenant, input.limit, input.leaseMs / 1000],
  );

/** The case as its starter needs it, right after it was accepted. */
export const readOpenCases = (tx: Tx, incidentIds: readonly string[]): Promise<readonly OpenCase[]> =>
  tx.rows<OpenCase>(
    `select i.id as "incidentId", i.generation, i.round, i.severity, a.key as application, ${isWithPeople} as "standBy", 1 as revision
     from incident i join application a on a.tenant_id = i.tenant_id and a.id = i.application_id
     where i.tenant_id = $1 and i.id = any($2) and i.closed_at is null`,
    [tx.tenant, incidentIds],
  );

/** Opens the next generation of a case whose workflow has ended although the case has not. One that keeps ending is looked at less and less often. */
export async function nextGeneration(tx: Tx, incidentId: string, from: number, reason: string): Promise<boolean> {
  const rows = await tx.rows(
    `update incident set generation = generation + 1, lease_until = now() + least(interval '1 hour', interval '20 seconds' * generation) where tenant_id = $1 and id = $2 and generation = $3 and closed_at is null returning id`,
    [tx.tenant, incidentId, from],
  );
  if (rows.length === 0) return false;
  await appendRecord(tx, {
    incidentId,
    kind: 'workflow-restarted',
    stage: 'detect',
    summary: `The case goes on in a new workflow: ${reason}.`,
    detail: { generation: from + 1 },
  });
  return true;
}
