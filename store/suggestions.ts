import { causeDefaults } from '../domain/diagnosis/rules/define-rules.ts';
import type { RuleSuggestion } from '../domain/learning/suggest-rules.ts';
import { newId } from './ids.ts';
import { readSuggestion, type Suggestion, type SuggestionSource } from './reads/suggestions.ts';
import { appendRecord } from './record.ts';
import { StoreRefusal } from './refusal.ts';
import { createRule, type RuleContent } from './rules.ts';
import type { Tx } from './tx.ts';

/**
 * Keeps what an analysis found. A suggestion that is open already gets the new figures; one that was accepted or rejected stays so.
 * @returns the ids of those that are open
 */
export async function saveSuggestions(tx: Tx, source: SuggestionSource, found: readonly RuleSuggestion[]): Promise<readonly string[]> {
  const rows = found.map((one) => ({ id: newId('sug'), severity: causeDefaults[one.cause].severity, ...one }));
  const saved = await tx.rows<{ id: string; fresh: boolean }>(
    `insert into suggestion as s (tenant_id, id, source, template, pattern, title, cause, origin, action, severity, support, examples)
     select $1, id, $2, template, pattern, title, cause, origin, action, severity, support, examples
     from jsonb_to_recordset($3::jsonb) as given (id text, template text, pattern text, title text, cause text, origin text, action text, severity text,
       support integer, examples jsonb)
     on conflict (tenant_id, source, template, cause, origin, action) do update set support = excluded.support, examples = excluded.examples,
       pattern = excluded.pattern, title = excluded.title, updated_at = now() where s.state = 'open'
     returning id, xmax = 0 as fresh`,
    [tx.tenant, source, JSON.stringify(rows)],
  );
  const fresh = saved.filter((row) => row.fresh).length;
  if (fresh > 0)
    await appendRecord(tx, {
      incidentId: null,
      kind: 'rules-suggested',
      stage: 'learn',
      summary: `${fresh} ${fresh === 1 ? 'rule was' : 'rules were'} suggested from ${source === 'corrections' ? 'corrections' : 'verdicts of the model'}.`,
      detail: { source, suggestions: saved.filter((row) => row.fresh).map((row) => row.id) },
    });
  return saved.map((row) => row.id);
}

async function lockOpen(tx: Tx, id: string): Promise<Suggestion> {
  await tx.rows('select from suggestion where tenant_id = $1 and id = $2 for update', [tx.tenant, id]);
  const found = await readSuggestion(tx, id);
  if (found.state !== 'open')
    throw new StoreRefusal('closed', `The suggestion was ${found.state} already`, { state: found.state, ruleId: found.ruleId });
  return found;
}

const settle = (
  tx: Tx,
  id: string,
  state: 'accepted' | 'rejected',
  values: { reason: string | null; ruleId: string | null },
): Promise<unknown> =>
  tx.rows(
    `update suggestion set state = $3, reason = $4, rule_id = $5, decided_by = $6::jsonb, decided_at = now(), updated_at = now() where tenant_id = $1 and id = $2`,
    [tx.tenant, id, state, values.reason, values.ruleId, JSON.stringify(tx.actor)],
  );

/** Makes the suggestion a rule of the tenant. @throws StoreRefusal not-found, closed, invalid @returns the rule's id */
export async function acceptSuggestion(tx: Tx, id: string, content: RuleContent): Promise<string> {
  const suggestion = await lockOpen(tx, id);
  const ruleId = await createRule(tx, content);
  await settle(tx, id, 'accepted', { reason: null, ruleId });
  await appendRecord(tx, {
    incidentId: null,
    kind: 'suggestion-accepted',
    stage: 'learn',
    summary: `${tx.actor.name} accepted the suggested rule "${content.rule.title}", which ${suggestion.support} failures speak for.`,
    detail: { suggestionId: id, ruleId },
  });
  return ruleId;
}

/** Puts a suggestion away; it does not come again. @throws StoreRefusal not-found, closed */
export async function rejectSuggestion(tx: Tx, id: string, reason: string): Promise<void> {
  const suggestion = await lockOpen(tx, id);
  await settle(tx, id, 'rejected', { reason, ruleId: null });
  await appendRecord(tx, {
    incidentId: null,
    kind: 'suggestion-rejected',
    stage: 'learn',
    summary: `${tx.actor.name} rejected the suggested rule "${suggestion.title}": ${reason.slice(0, 300)}`,
    detail: { suggestionId: id, reason },
  });
}
