import { createRuleMatcher } from '../domain/diagnosis/match-rules.ts';
import { ofTenant } from '../domain/diagnosis/tenant-rules.ts';
import type { Rule } from '../domain/diagnosis/types.ts';
import { readRules } from '../store/reads/rules.ts';
import type { ApiDeps } from './deps.ts';
import type { Caller } from './env.ts';
import { type ReplayWindow, replayStored } from './replay.ts';
import type { ReplayAnswer } from './schemas/suggestions.ts';

/** How the rules would be: a rule added or changed, or one taken away. */
export interface RuleChange {
  readonly rule: Rule;
  readonly removes?: boolean;
}

/** Shows what a change of the rules would have done to stored failures; the knowledge base keeps what it said then. */
export async function replayRule(
  deps: Pick<ApiDeps, 'transact' | 'matcherFor'>,
  caller: Caller,
  change: RuleChange,
  window: ReplayWindow,
): Promise<ReplayAnswer> {
  const [matcher, all] = await deps.transact(caller.tenant, caller.actor, (tx) => Promise.all([deps.matcherFor(tx), readRules(tx)]));
  const held = all.filter((one) => one.enabled).map(({ source, rule }) => (source === 'built-in' ? rule : ofTenant(rule)));
  const others = held.filter((rule) => rule.id !== change.rule.id);
  const changed = createRuleMatcher(change.removes === true ? others : [ofTenant(change.rule), ...others]);
  return replayStored(deps, caller, window, async (cases) =>
    cases.map(({ knowledge }) => ({ before: { matcher, knowledge }, after: { matcher: changed, knowledge } })),
  );
}
