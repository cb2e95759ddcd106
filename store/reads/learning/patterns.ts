import type { PatternCounts } from '../../../domain/learning/figures.ts';
import type { Tx } from '../../tx.ts';
import type { LearningWindow } from './window.ts';

type Learned = Pick<
  PatternCounts,
  'newRules' | 'newKnowledge' | 'newConfirmed' | 'knowledgeBefore' | 'knowledgeAfter' | 'causes' | 'entriesRaised'
>;
type Used = Pick<PatternCounts, 'used' | 'generalised' | 'crossService'>;
type CameBack = Pick<PatternCounts, 'confidenceRaised' | 'cameBack'>;

/** Examples of the collection `corrections` are not counted: each stands beside the verdict that its correction confirmed. */
const learned = `
  select
    (select count(*) from rule where tenant_id = $1 and enabled and created_at >= $2 and created_at < $3)::int as "newRules",
    (select count(*) from knowledge_entry where tenant_id = $1 and state = 'active' and provenance <> 'builtin' and collection <> 'corrections'
       and created_at >= $2 and created_at < $3)::int as "newKnowledge",
    (select count(*) from confirmed_verdict where tenant_id = $1 and at >= $2 and at < $3)::int as "newConfirmed",
    (select count(*) from knowledge_entry where tenant_id = $1 and state = 'active' and created_at < $2)::int as "knowledgeBefore",
    (select count(*) from knowledge_entry where tenant_id = $1 and state = 'active' and created_at < $3)::int as "knowledgeAfter",
    (select count(*) from knowledge_confidence where tenant_id = $1 and after > before and at >= $2 and at < $3)::int as "entriesRaised",
    (select count(distinct cause) from (
       select cause from rule where tenant_id = $1 and enabled and created_at < $3
       union all select cause from knowledge_entry where tenant_id = $1 and state = 'active' and provenance <> 'builtin' and created_at < $3
       union all select cause from confirmed_verdict where tenant_id = $1 and at < $3) known where cause <> 'UNKNOWN')::int as causes`;

/** What decided a diagnosis: the answer of a stage that the merged verdict agrees with. Built-in rules count, for they too are patterns in use. */
const used = `
  with deciding as (
    select distinct pattern, d.fingerprint, i.application_id
    from diagnosis d
    join incident i on i.tenant_id = d.tenant_id and i.id = d.incident_id
    cross join lateral jsonb_array_elements_text(d.deciding) pattern
    where d.tenant_id = $1 and i.opened_at >= $2 and i.opened_at < $3),
  patterns as (select count(distinct fingerprint) as failures, count(distinct application_id) as applications from deciding group by pattern)
  select count(*)::int as used, (count(*) filter (where failures > 1))::int as generalised, (count(*) filter (where applications > 1))::int as "crossService"
  from patterns`;

const cameBack = `
  with seen as (
    select d.fingerprint, count(*) as cases, (array_agg(d.confidence order by i.opened_at, i.id))[1] as first,
      (array_agg(d.confidence order by i.opened_at desc, i.id desc))[1] as last
    from diagnosis d join incident i on i.tenant_id = d.tenant_id and i.id = d.incident_id
    where d.tenant_id = $1 and d.round = 1 and i.opened_at >= $2 and i.opened_at < $3 group by d.fingerprint)
  select (count(*) filter (where cases > 1))::int as "cameBack", (count(*) filter (where cases > 1 and last > first))::int as "confidenceRaised" from seen`;

/** What was learned in a time, what is known, and what of it was of use. */
export async function readPatterns(tx: Tx, { since, until }: LearningWindow): Promise<PatternCounts> {
  const parameters = [tx.tenant, since, until];
  const [one, two, three] = await Promise.all([
    tx.one<Learned>(learned, parameters),
    tx.one<Used>(used, parameters),
    tx.one<CameBack>(cameBack, parameters),
  ]);
  return { ...one, ...two, ...three };
}
