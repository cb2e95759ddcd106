import type { Parameters } from '../domain/jobs/types.ts';
import type { BreakerHistory } from '../domain/policy/breaker.ts';
import type { TriedParameters } from '../domain/policy/parameter-ladder.ts';
import type { Precedent } from '../domain/policy/precedent.ts';
import type { Tx } from './tx.ts';
import { iso } from './values.ts';

/** Non-successes of a job since its last green submission inside the window, and submissions that are still out. */
export async function readBreaker(tx: Tx, jobId: string, windowMs: number): Promise<BreakerHistory> {
  const row = await tx.one<{ failures: string[] | null; in_flight: string }>(
    `with mine as (select state, outcome, outcome_at, settled_at from effect
         where tenant_id = $1 and kind = 'submission' and target = $2 and claimed_at > now() - make_interval(secs => $3 * 2)),
       green as (select coalesce(max(outcome_at), '-infinity') as at from mine where outcome = 'green')
     select (select array_agg(coalesce(outcome_at, settled_at)::text order by coalesce(outcome_at, settled_at)) from mine, green
         where (outcome in ('red', 'lost') or state in ('refused', 'unknown')) and coalesce(outcome_at, settled_at) > green.at
           and coalesce(outcome_at, settled_at) > now() - make_interval(secs => $3)) as failures,
       (select count(*) from mine where state in ('claimed', 'confirmed') and outcome is null) as in_flight`,
    [tx.tenant, jobId, windowMs / 1000],
  );
  return { failures: (row.failures ?? []).map(iso), inFlight: Number(row.in_flight) };
}

/** Parameters that were tried for a fingerprint or in this incident, with what came of them; newest first, at most 50. */
export async function triedParameters(
  tx: Tx,
  input: { readonly incidentId: string; readonly jobId: string; readonly fingerprint: string },
): Promise<readonly TriedParameters[]> {
  const rows = await tx.rows<{ parameters: Parameters; outcome: string }>(
    `select request->'parameters' as parameters, outcome from effect
     where tenant_id = $1 and kind = 'submission' and target = $2 and (fingerprint = $3 or incident_id = $4) and outcome in ('green', 'red')
     order by outcome_at desc limit 50`,
    [tx.tenant, input.jobId, input.fingerprint, input.incidentId],
  );
  return rows.map((row) => ({ parameters: row.parameters, worked: row.outcome === 'green' }));
}

/** What came of earlier resubmissions of a job for a fingerprint, over all cases. */
export async function readPrecedent(tx: Tx, jobId: string, fingerprint: string): Promise<Precedent> {
  const row = await tx.one<{ tried: string; worked: string; last: Parameters | null }>(
    `select count(*) as tried, count(*) filter (where outcome = 'green') as worked,
       (array_agg(request->'parameters' order by outcome_at desc) filter (where outcome = 'green'))[1] as last
     from effect where tenant_id = $1 and target = $2 and fingerprint = $3 and kind = 'submission' and outcome in ('green', 'red')`,
    [tx.tenant, jobId, fingerprint],
  );
  return { tried: Number(row.tried), worked: Number(row.worked), lastWorking: row.last };
}
