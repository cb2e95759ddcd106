import type { Rule } from './types.ts';

/** A text on which a rule was tried before it was saved, and whether it has to fit. */
export interface RuleExample {
  readonly text: string;
  readonly matches: boolean;
}

/** `own`: the tenant's rule. `override`: replaces the built-in rule of the same id. `switch`: only switches that rule off. */
export const tenantRuleSources = ['own', 'override', 'switch'] as const;
export type TenantRuleSource = (typeof tenantRuleSources)[number];

/** What a tenant says about one rule. */
export interface TenantRule {
  readonly source: TenantRuleSource;
  readonly enabled: boolean;
  readonly rule: Rule;
}

/** Own rules win over built-in ones of the same kind unless they say otherwise; the built-in ones stay below. */
export const ownPriority = 60;

/** A rule as somebody of the tenant wrote it. */
export const ofTenant = (rule: Rule): Rule => ({ ...rule, isTenants: true });

/** The rules that hold for a tenant: its own first, then the built-in ones that it neither replaced nor switched off. */
export function effectiveRules(tenant: readonly TenantRule[], builtIn: readonly Rule[]): readonly Rule[] {
  const replaced = new Set(tenant.filter((one) => one.source !== 'own').map((one) => one.rule.id));
  const own = tenant.filter((one) => one.enabled && one.source !== 'switch').map((one) => ofTenant(one.rule));
  return [...own, ...builtIn.filter((rule) => !replaced.has(rule.id))];
}
