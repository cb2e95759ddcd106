import type { DiagnosisCount } from '../../../domain/learning/figures.ts';
import type { Tx } from '../../tx.ts';
import { type LearningWindow, newestOutcomes } from './window.ts';

/**
 * A case's last diagnosis, judged by the newest word of a person about it, else by an action that worked on it. An action that failed says nothing
 * of the cause. The stored diagnosis is what Nightshift said; a correction never changes it.
 */
const judgedDiagnoses = `
  with found as (
    select distinct on (d.incident_id) d.incident_id as id, d.fingerprint, i.status, i.resolution, d.round, d.cause, d.origin, d.method, d.confidence
    from diagnosis d join incident i on i.tenant_id = d.tenant_id and i.id = d.incident_id
    where d.tenant_id = $1 and i.opened_at >= $2 and i.opened_at < $3 order by d.incident_id, d.round desc),
  words as (
    select f.incident_id, f.at, f.id, case
      when f.kind = 'correct' then 'right' when f.kind in ('wrong_category', 'false-positive') then 'wrong'
      when f.body#>>'{before,cause}' = f.body#>>'{after,cause}' and f.body#>>'{before,origin}' = f.body#>>'{after,origin}' then 'right'
      else 'wrong' end as judgement
    from feedback f join found on found.id = f.incident_id
    where f.tenant_id = $1 and f.kind in ('correct', 'wrong_category', 'false-positive', 'correction')
    union all
    select c.incident_id, c.at, c.id, case when c.cause = found.cause and c.origin = found.origin then 'right' else 'wrong' end
    from correction c join found on found.id = c.incident_id and found.fingerprint = c.fingerprint where c.tenant_id = $1 and c.source = 'csv'),
  said as (select distinct on (incident_id) incident_id, judgement from words order by incident_id, at desc, id desc)
  select found.cause, found.method, least(9, floor(found.confidence * 10))::int as tenth, coalesce(
      case when found.status = 'FALSE_POSITIVE' then 'wrong' end, said.judgement,
      case when e.outcome = 'green' or found.resolution = 'recovered' then 'right' end) as judgement,
    count(*)::int as count, sum(found.confidence)::float8 as "confidenceSum"
  from found
  left join said on said.incident_id = found.id
  left join ${newestOutcomes} e on e.incident_id = found.id and e.round = found.round
  group by 1, 2, 3, 4 order by 1, 2, 3, 4`;

/** How often which cause was named by which method at which confidence, and what came of it. */
export const readDiagnoses = (tx: Tx, { since, until }: LearningWindow): Promise<readonly DiagnosisCount[]> =>
  tx.rows<DiagnosisCount>(judgedDiagnoses, [tx.tenant, since, until]);
