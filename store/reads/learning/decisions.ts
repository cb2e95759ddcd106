import type { CorrectionCount, DecisionCount, OutcomeCount } from '../../../domain/learning/figures.ts';
import type { Tx } from '../../tx.ts';
import { type LearningWindow, newestOutcomes } from './window.ts';

/**
 * A round's last decision, judged by who knows best: the newest word of a person about it (in a file about the failure that
 * it answered, else about the case, for its last decision), a proposal that was
 * turned down, the outcome of the resubmission, the recovery after a mail. A case that was no failure had no right decision.
 */
const judgedDecisions = `
  with newest as (
    select distinct on (d.incident_id, d.round) d.incident_id, d.round, d.revision, d.action, d.cause, i.status, i.resolution
    from decision d join incident i on i.tenant_id = d.tenant_id and i.id = d.incident_id
    where d.tenant_id = $1 and i.opened_at >= $2 and i.opened_at < $3
    order by d.incident_id, d.round, d.revision desc),
  decided as (
    select newest.*, incident_id is distinct from lead(incident_id) over (order by incident_id, round) as last from newest),
  words as (
    select f.incident_id, decided.round, f.at, f.id, case
      when f.kind in ('correct', 'outcome_success') then 'right'
      when f.kind in ('wrong_action', 'outcome_failure', 'false-positive') then 'wrong'
      when f.kind = 'correction' and f.body->'before' = f.body->'after' then 'right'
      when f.kind = 'correction' and f.body#>>'{before,action}' <> f.body#>>'{after,action}' then 'wrong' end as judgement
    from feedback f join decided on decided.incident_id = f.incident_id
      and case when f.body->>'decisionId' is null then decided.last else decided.round::text = split_part(f.body->>'decisionId', ':', 2) end
    where f.tenant_id = $1
    union all
    select c.incident_id, decided.round, c.at, c.id, case when c.action <> decided.action then 'wrong' end
    from correction c
    join lateral (select max(d.round) as round from diagnosis d where d.tenant_id = $1 and d.incident_id = c.incident_id and d.fingerprint = c.fingerprint) d on true
    join decided on decided.incident_id = c.incident_id and decided.round = d.round
    where c.tenant_id = $1 and c.source = 'csv'),
  said as (
    select distinct on (incident_id, round) incident_id, round, judgement from words where judgement is not null order by incident_id, round, at desc, id desc)
  select decided.action, decided.cause, coalesce(
      case when decided.last and decided.status = 'FALSE_POSITIVE' then 'wrong' else said.judgement end,
      case when p.state in ('rejected', 'other-action') then 'wrong' end,
      case e.outcome when 'green' then 'right' when 'red' then 'wrong' when 'lost' then 'wrong' end,
      case when decided.last and decided.action = 'SEND_EMAIL' and decided.resolution = 'recovered' then 'right' end) as judgement,
    count(*)::int as count
  from decided
  left join said on said.incident_id = decided.incident_id and said.round = decided.round
  left join proposal p on p.tenant_id = $1 and p.incident_id = decided.incident_id and p.round = decided.round and p.revision = decided.revision
  left join ${newestOutcomes} e on e.incident_id = decided.incident_id and e.round = decided.round
  group by 1, 2, 3 order by 1, 2, 3`;

/** How often which action was decided for which cause, and what came of it. */
export const readDecisions = (tx: Tx, { since, until }: LearningWindow): Promise<readonly DecisionCount[]> =>
  tx.rows<DecisionCount>(judgedDecisions, [tx.tenant, since, until]);

/** What came of the resubmissions of these cases. */
export const readOutcomes = (tx: Tx, { since, until }: LearningWindow): Promise<readonly OutcomeCount[]> =>
  tx.rows<OutcomeCount>(
    `select coalesce(e.request->>'action', 'RETRY') as action, e.outcome, count(*)::int as count
     from effect e join incident i on i.tenant_id = e.tenant_id and i.id = e.incident_id
     where e.tenant_id = $1 and i.opened_at >= $2 and i.opened_at < $3 and e.kind = 'submission' and e.outcome in ('green', 'red', 'lost')
     group by 1, 2 order by 1, 2`,
    [tx.tenant, since, until],
  );

/** Actions that people put in the place of ours: by a correction of a case or in an imported report, or by a verdict on a proposal. */
export const readCorrections = (tx: Tx, { since, until }: LearningWindow): Promise<readonly CorrectionCount[]> =>
  tx.rows<CorrectionCount>(
    `select cause, action, "actionAfter", count(*)::int as count from (
       select f.body#>>'{before,cause}' as cause, f.body#>>'{before,action}' as action, f.body#>>'{after,action}' as "actionAfter"
       from feedback f join incident i on i.tenant_id = f.tenant_id and i.id = f.incident_id
       where f.tenant_id = $1 and i.opened_at >= $2 and i.opened_at < $3 and f.kind = 'correction'
       union all
       select c.cause_before, c.action_before, c.action
       from correction c join incident i on i.tenant_id = c.tenant_id and i.id = c.incident_id
       where c.tenant_id = $1 and i.opened_at >= $2 and i.opened_at < $3 and c.source = 'csv'
       union all
       select p.content#>>'{decision,cause}', p.content#>>'{decision,action}', p.final->>'action'
       from proposal p join incident i on i.tenant_id = p.tenant_id and i.id = p.incident_id
       where p.tenant_id = $1 and i.opened_at >= $2 and i.opened_at < $3 and p.state = 'other-action') changed
     where cause is not null and action is not null and "actionAfter" is not null group by 1, 2, 3 order by 1, 2, 3`,
    [tx.tenant, since, until],
  );
