import { calibratedMethods, type JudgedVerdict } from '../../domain/diagnosis/calibration/types.ts';
import type { Tx } from '../tx.ts';

/** Older cases are about rules and knowledge that have changed since. */
const windowDays = 180;
const mostVerdicts = 20_000;

/**
 * The last diagnosis of each case, and whether it was right: by the newest word of a person about it, in the case or in a file, else by what came of the action that it led to. An
 * action that failed counts against the verdict here, although it need not be about the cause: confidence decides whether to act, and acting did not help.
 */
const judged = `
  select * from (
    select i.id, d.method, d.raw_confidence as confidence, coalesce(
      case when i.status = 'FALSE_POSITIVE' then false end, said.is_right,
      case when e.outcome = 'green' or i.resolution = 'recovered' then true when e.outcome = 'red' then false end) as "right"
    from incident i
    join lateral (select round, method, fingerprint, cause, decided_by, raw_confidence from diagnosis d where d.tenant_id = i.tenant_id and d.incident_id = i.id order by round desc limit 1) d on true
    left join lateral (
      select f.at, f.id, case
        when f.kind in ('correct', 'outcome_success') then true
        when f.kind = 'correction' then f.body->'before' = f.body->'after'
        else false end as is_right
      from feedback f where f.tenant_id = i.tenant_id and f.incident_id = i.id
        and f.kind in ('correct', 'wrong_category', 'wrong_action', 'outcome_success', 'outcome_failure', 'false-positive', 'correction')
      union all
      select c.at, c.id, (c.cause, c.origin, c.action) = (c.cause_before, c.origin_before, c.action_before)
      from correction c where c.tenant_id = i.tenant_id and c.incident_id = i.id and c.fingerprint = d.fingerprint and c.source = 'csv'
      order by at desc, id desc limit 1) said on true
    left join lateral (
      select outcome from effect e where e.tenant_id = i.tenant_id and e.incident_id = i.id and e.round = d.round and e.kind = 'submission'
        and e.outcome in ('green', 'red') order by e.outcome_at desc limit 1) e on true
    where i.tenant_id = $1 and i.opened_at > now() - make_interval(days => $2) and d.method = any($3) and d.cause <> 'UNKNOWN'
      and d.decided_by is distinct from 'wording'
    order by i.opened_at desc limit $4) found
  where "right" is not null`;

/** Verdicts of the last half year about which somebody or something has spoken. */
export const readJudgedVerdicts = (tx: Tx): Promise<readonly JudgedVerdict[]> =>
  tx.rows<JudgedVerdict>(judged, [tx.tenant, windowDays, [...calibratedMethods], mostVerdicts]);
