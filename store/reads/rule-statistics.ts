import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';

/** How a rule has done in the last `statisticsDays`. Derived from diagnoses and what came of them: no case writes a counter. */
export interface RuleStatistics {
  /** Diagnoses in which it was the rule that ranked first. */
  readonly hits: number;
  /** Of these, the ones that it decided. */
  readonly decided: number;
  /** Cases whose verified outcome, or a person, confirmed it. */
  readonly right: number;
  /** Cases in which a person corrected it, called it wrong, or marked a false positive. */
  readonly wrong: number;
  /** right / (right + wrong), or null while nothing is known. */
  readonly rightShare: number | null;
  readonly lastHitAt: string | null;
}

/** Days that statistics of rules look back. */
export const statisticsDays = 90;
export const noStatistics: RuleStatistics = { hits: 0, decided: 0, right: 0, wrong: 0, rightShare: null, lastHitAt: null };

interface Row {
  rule_id: string;
  hits: number;
  decided: number;
  right: number;
  wrong: number;
  last_hit_at: string;
}

/** Reads how rules have done; those that never fitted are left out. */
export async function readRuleStatistics(tx: Tx, ruleIds: readonly string[]): Promise<ReadonlyMap<string, RuleStatistics>> {
  if (ruleIds.length === 0) return new Map();
  const rows = await tx.rows<Row>(
    `with hit as (
       select d.rule_id, d.incident_id, d.at, d.method in ('rule', 'degraded') as decided,
         i.status = 'FALSE_POSITIVE' or exists (
           select from correction c where c.tenant_id = $1 and c.incident_id = d.incident_id and c.fingerprint = d.fingerprint
             and (c.cause, c.origin, c.action) is distinct from (c.cause_before, c.origin_before, c.action_before))
         or exists (select from feedback f where f.tenant_id = $1 and f.incident_id = d.incident_id and f.kind in ('wrong_category', 'wrong_action')) as wrong,
         i.resolution = 'verified' or exists (
           select from feedback f where f.tenant_id = $1 and f.incident_id = d.incident_id and f.kind in ('correct', 'outcome_success')) as "right"
       from diagnosis d join incident i on i.tenant_id = d.tenant_id and i.id = d.incident_id
       where d.tenant_id = $1 and d.rule_id = any($2) and d.at > now() - make_interval(days => $3))
     select rule_id, count(*)::int as hits, (count(*) filter (where decided))::int as decided, max(at) as last_hit_at,
       (count(distinct incident_id) filter (where decided and wrong))::int as wrong,
       (count(distinct incident_id) filter (where decided and "right" and not wrong))::int as "right"
     from hit group by rule_id`,
    [tx.tenant, ruleIds, statisticsDays],
  );
  return new Map(rows.map((row) => [row.rule_id, toStatistics(row)]));
}

function toStatistics({ hits, decided, right, wrong, last_hit_at }: Row): RuleStatistics {
  const judged = right + wrong;
  return { hits, decided, right, wrong, rightShare: judged === 0 ? null : right / judged, lastHitAt: iso(last_hit_at) };
}
