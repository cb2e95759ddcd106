import { createRuleMatcher } from '../domain/diagnosis/match-rules.ts';
import { ofTenant } from '../domain/diagnosis/tenant-rules.ts';
import type { Rule } from '../domain/diagnosis/types.ts';
import { type ReplayedCase, replayCase, type StoredCase } from '../domain/learning/replay-rules.ts';
import { readRules } from '../store/reads/rules.ts';
import { type CasePosition, readStoredCases } from '../store/reads/stored-cases.ts';
import type { ApiDeps } from './deps.ts';
import type { Caller } from './env.ts';
import type { ReplayAnswer } from './schemas/suggestions.ts';

/** Cases read at once; their evidence may be large. */
const batch = 25;
const mostSamples = 10;

/** How the rules would be: a rule added or changed, or one taken away. */
export interface RuleChange {
  readonly rule: Rule;
  readonly removes?: boolean;
}

type Sample = ReplayAnswer['samples'][number];
const verdict = ({ cause, origin, proposedAction, confidence, method }: ReplayedCase['before']): Sample['before'] => ({
  cause,
  origin,
  action: proposedAction,
  confidence,
  method,
});

const sampleOf = (stored: StoredCase, { effect, before, after, rootLine, ruleId }: ReplayedCase): Sample => ({
  effect: effect === 'unchanged' ? 'other' : effect,
  incidentId: stored.incidentId,
  job: stored.job,
  at: stored.at,
  text: rootLine.slice(0, 400).toWellFormed(),
  before: verdict(before),
  after: verdict(after),
  ruleId,
  truth: stored.truth === null ? null : { ...stored.truth },
});

/** Shows what a change of the rules would have done to the failures of the last days, and changes nothing. */
export async function replayRule(
  { transact, matcherFor }: Pick<ApiDeps, 'transact' | 'matcherFor'>,
  { tenant, actor }: Caller,
  change: RuleChange,
  { days, limit }: { readonly days: number; readonly limit: number },
): Promise<ReplayAnswer> {
  const [matcher, all] = await transact(tenant, actor, (tx) => Promise.all([matcherFor(tx), readRules(tx)]));
  const held = all.filter((one) => one.enabled).map(({ source, rule }) => (source === 'built-in' ? rule : ofTenant(rule)));
  const others = held.filter((rule) => rule.id !== change.rule.id);
  const rules = {
    before: matcher,
    after: createRuleMatcher(change.removes === true ? others : [ofTenant(change.rule), ...others]),
  };
  const counts = { unchanged: 0, better: 0, worse: 0, other: 0 };
  const samples: Sample[] = [];
  let before: CasePosition | null = null;
  for (let left = limit; left > 0; left -= batch) {
    const part = { days, limit: Math.min(batch, left), before };
    const found: readonly StoredCase[] = await transact(tenant, actor, (tx) => readStoredCases(tx, part));
    for (const stored of found) {
      const replayed = replayCase(stored, rules);
      counts[replayed.effect] += 1;
      if (replayed.effect !== 'unchanged') samples.push(sampleOf(stored, replayed));
    }
    before = found.at(-1) ?? null;
    if (found.length < part.limit) break;
  }
  const cases = counts.unchanged + counts.better + counts.worse + counts.other;
  return { cases, ...counts, samples: chosen(samples) };
}

/** What speaks against the change first. */
const chosen = (samples: readonly Sample[]): Sample[] =>
  (['worse', 'better', 'other'] as const).flatMap((effect) => samples.filter((one) => one.effect === effect).slice(0, mostSamples));
