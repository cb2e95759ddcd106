import type { Observation } from '../../domain/learning/suggest-rules.ts';
import type { Tx } from '../tx.ts';

/** Newest failures that an analysis looks at; comparing more would take long and tell little. */
const mostObservations = 5_000;

/** What people corrected: the last word on each failure of a case, and of a failure that was corrected in different ways, those that agree with the last. */
export const correctedFailures = (tx: Tx): Promise<Observation[]> =>
  tx.rows<Observation>(
    `with last_words as (
       select distinct on (coalesce(incident_id, id), fingerprint) root_line, fingerprint, cause, origin, action, at, id from correction
       where tenant_id = $1 order by coalesce(incident_id, id), fingerprint, at desc, id desc)
     select w.root_line as "rootLine", w.cause, w.origin, w.action, true as settled
     from last_words w join confirmed_verdict v on v.tenant_id = $1 and v.fingerprint = w.fingerprint
     where (v.cause, v.origin, v.action) = (w.cause, w.origin, w.action) and w.root_line <> ''
     order by w.at desc, w.id desc limit $2`,
    [tx.tenant, mostObservations],
  );

/** What a model told in the last hours and nobody corrected. */
export const modelFailures = (tx: Tx, hours: number): Promise<Observation[]> =>
  tx.rows<Observation>(
    `select d.body->>'rootLine' as "rootLine", d.body->>'cause' as cause, d.body->>'origin' as origin, d.body->>'proposedAction' as action, false as settled
     from diagnosis d join incident i on i.tenant_id = d.tenant_id and i.id = d.incident_id
     where d.tenant_id = $1 and d.method = 'model' and d.at > now() - make_interval(hours => $2) and i.status <> 'FALSE_POSITIVE'
       and d.body->>'rootLine' <> '' and not exists (
         select from correction c where c.tenant_id = $1 and c.fingerprint = d.fingerprint
           and (c.cause, c.origin) is distinct from (d.body->>'cause', d.body->>'origin'))
     order by d.at desc limit $3`,
    [tx.tenant, hours, mostObservations],
  );

/** Every kind of failure of the last 90 days once, with the verdict that stands. */
export const knownFailures = (tx: Tx): Promise<Observation[]> =>
  tx.rows<Observation>(
    `select * from (
       select distinct on (d.fingerprint) d.body->>'rootLine' as "rootLine", coalesce(v.cause, d.body->>'cause') as cause,
         coalesce(v.origin, d.body->>'origin') as origin, coalesce(v.action, d.body->>'proposedAction') as action, v.fingerprint is not null as settled
       from diagnosis d left join confirmed_verdict v on v.tenant_id = d.tenant_id and v.fingerprint = d.fingerprint
       where d.tenant_id = $1 and d.at > now() - interval '90 days' and coalesce(v.cause, d.body->>'cause') <> 'UNKNOWN' and d.body->>'rootLine' <> ''
         and (v.fingerprint is not null or d.decided_by is distinct from 'wording')
       order by d.fingerprint, d.at desc) kinds limit $2`,
    [tx.tenant, mostObservations],
  );
