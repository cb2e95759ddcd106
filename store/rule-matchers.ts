import { createRuleMatcher, type RuleMatcher } from '../domain/diagnosis/match-rules.ts';
import { builtInRules } from '../domain/diagnosis/rules/built-in.ts';
import { effectiveRules, type TenantRule } from '../domain/diagnosis/tenant-rules.ts';
import type { Tx } from './tx.ts';

/** The matcher over the rules that hold for the transaction's tenant: what was saved before it is in it, in every process. */
export type MatcherFor = (tx: Tx) => Promise<RuleMatcher>;

interface Known {
  readonly revision: string;
  readonly matcher: RuleMatcher;
}

/** A process serves so many tenants with rules of their own before the longest known are prepared anew. */
const mostTenants = 50;

/** One statement: the revision, and the rules only where it is not the one that is known. */
const statement = `
  select s.revision::text as revision, case when s.revision::text = $2 then null else (
    select coalesce(jsonb_agg(jsonb_build_object('source', source, 'enabled', enabled, 'rule', jsonb_strip_nulls(jsonb_build_object(
      'id', id, 'title', title, 'pattern', pattern, 'cause', cause, 'origin', origin, 'severity', severity, 'action', action, 'confidence', confidence,
      'kind', kind, 'priority', priority, 'platforms', platforms, 'advice', advice))) order by id), '[]')
    from rule where tenant_id = $1) end as rules
  from (select coalesce((select revision from rule_set where tenant_id = $1), 0) as revision) s`;

/** Preparing rules takes long, so a matcher lives until the tenant's rules change; tenants without own rules share one. */
export function createMatchers(plain: RuleMatcher = createRuleMatcher(builtInRules)): MatcherFor {
  const known = new Map<string, Known>();
  return async (tx) => {
    const before = known.get(tx.tenant) ?? { revision: '0', matcher: plain };
    const { revision, rules } = await tx.one<{ revision: string; rules: TenantRule[] | null }>(statement, [tx.tenant, before.revision]);
    if (rules === null) return before.matcher;
    const matcher = rules.length === 0 ? plain : createRuleMatcher(effectiveRules(rules, builtInRules));
    known.delete(tx.tenant);
    known.set(tx.tenant, { revision, matcher });
    const oldest = known.keys().next().value;
    if (known.size > mostTenants && oldest !== undefined) known.delete(oldest);
    return matcher;
  };
}
