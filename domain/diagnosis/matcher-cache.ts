import { createRuleMatcher, type RuleMatcher } from './match-rules.ts';
import { builtInRules } from './rules/built-in.ts';
import type { Rule } from './types.ts';

const mostMatchers = 50;

/** Matchers over a tenant's rules and the built-in ones. Compiling takes long, so each lives until the tenant's rules change. */
export function cachedMatchers(): (tenantRules: readonly Rule[]) => RuleMatcher {
  const matchers = new Map<string, RuleMatcher>();
  return (tenantRules) => {
    const key = JSON.stringify(tenantRules);
    const cached = matchers.get(key);
    if (cached !== undefined) return cached;
    if (matchers.size > mostMatchers) matchers.clear();
    const matcher = createRuleMatcher([...tenantRules, ...builtInRules]);
    matchers.set(key, matcher);
    return matcher;
  };
}
