import { builtInRules } from '../domain/diagnosis/rules/built-in.ts';
import type { RuleExample, TenantRuleSource } from '../domain/diagnosis/tenant-rules.ts';
import type { Rule } from '../domain/diagnosis/types.ts';
import { validateTenantRule } from '../domain/diagnosis/validate-tenant-rule.ts';
import { newId } from './ids.ts';
import { appendRecord } from './record.ts';
import { StoreRefusal } from './refusal.ts';
import type { Tx } from './tx.ts';

/** What a person writes of a rule. */
export interface RuleContent {
  readonly rule: Omit<Rule, 'id'>;
  readonly tags: readonly string[];
  /** Texts that the rule was tried on. */
  readonly examples: readonly RuleExample[];
  readonly enabled: boolean;
}

/** A tenant that needs more rules than this needs a different kind of help. */
const mostRules = 2_000;
const builtInById = new Map(builtInRules.map((rule) => [rule.id, rule]));

/** @throws StoreRefusal invalid, naming each field, with the place in the pattern where it can be told */
function requireSound(id: string, { rule, examples }: RuleContent): void {
  const problems = validateTenantRule({ ...rule, id }, examples);
  if (problems.length === 0) return;
  const said = problems.map(
    ({ field, message, position }) => `${field} ${message}${position === null ? '' : ` (at character ${position + 1})`}`,
  );
  throw new StoreRefusal(
    'invalid',
    said.join('; '),
    Object.fromEntries(problems.map((problem, index) => [problem.field, said[index]?.slice(problem.field.length + 1)])),
  );
}

/** Tells every process that the tenant's rules are others now. The number comes from the transaction, so that one rolled back is never met again. */
const bumpRevision = (tx: Tx): Promise<unknown> =>
  tx.rows(
    `insert into rule_set (tenant_id, revision) values ($1, pg_current_xact_id()::text::bigint)
     on conflict (tenant_id) do update set revision = excluded.revision, changed_at = now()`,
    [tx.tenant],
  );

interface Stored {
  source: TenantRuleSource;
  version: number;
  enabled: boolean;
}

const lockRule = (tx: Tx, id: string): Promise<Stored | null> =>
  tx.maybe<Stored>('select source, version, enabled from rule where tenant_id = $1 and id = $2 for update', [tx.tenant, id]);

/** @throws StoreRefusal stale when the caller saw another version; a built-in rule that nobody touched has version 0 */
function requireVersion(id: string, version: number, seen: number | null): void {
  if (seen !== null && seen !== version)
    throw new StoreRefusal('stale', `The rule ${id} was changed meanwhile: it is at version ${version}, not ${seen}`, { version });
}

async function write(tx: Tx, id: string, source: TenantRuleSource, { rule, tags, examples, enabled }: RuleContent): Promise<number> {
  const row = await tx.one<{ version: number }>(
    `insert into rule (tenant_id, id, source, title, pattern, cause, origin, severity, action, confidence, kind, priority, platforms, advice, tags, examples, enabled, created_by, updated_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb, $14, $15::jsonb, $16::jsonb, $17, $18, $18)
     on conflict (tenant_id, id) do update set source = excluded.source, title = excluded.title, pattern = excluded.pattern, cause = excluded.cause,
       origin = excluded.origin, severity = excluded.severity, action = excluded.action, confidence = excluded.confidence, kind = excluded.kind,
       priority = excluded.priority, platforms = excluded.platforms, advice = excluded.advice, tags = excluded.tags, examples = excluded.examples,
       enabled = excluded.enabled, updated_by = excluded.updated_by, updated_at = now(), version = rule.version + 1
     returning version`,
    [
      tx.tenant,
      id,
      source,
      rule.title,
      rule.pattern,
      rule.cause,
      rule.origin,
      rule.severity,
      rule.action,
      rule.confidence,
      rule.kind,
      rule.priority ?? 0,
      rule.platforms === undefined ? null : JSON.stringify(rule.platforms),
      rule.advice ?? null,
      JSON.stringify(tags),
      JSON.stringify(examples),
      enabled,
      tx.actor.name,
    ],
  );
  await bumpRevision(tx);
  return row.version;
}

const record = (tx: Tx, kind: string, summary: string, detail: Readonly<Record<string, unknown>>): Promise<void> =>
  appendRecord(tx, { incidentId: null, kind, stage: 'settings', summary: `${tx.actor.name} ${summary}`.slice(0, 500), detail });

/** Adds a rule of the tenant's own; it holds from the next failure on. @throws StoreRefusal invalid, conflict @returns its id */
export async function createRule(tx: Tx, content: RuleContent): Promise<string> {
  const id = newId('rule');
  requireSound(id, content);
  const { count } = await tx.one<{ count: number }>('select count(*)::int as count from rule where tenant_id = $1', [tx.tenant]);
  if (count >= mostRules) throw new StoreRefusal('conflict', `There are ${count} rules already; remove some first`);
  await write(tx, id, 'own', content);
  await record(tx, 'rule-added', `added the rule "${content.rule.title}".`, { ruleId: id, ...content });
  return id;
}

/** Replaces an own rule, or overrides a built-in one for this tenant. @throws StoreRefusal not-found, stale, invalid */
export async function replaceRule(tx: Tx, id: string, seen: number, content: RuleContent): Promise<void> {
  const stored = await lockRule(tx, id);
  if (stored === null && !builtInById.has(id)) throw new StoreRefusal('not-found', `There is no rule ${id}`);
  requireVersion(id, stored?.version ?? 0, seen);
  requireSound(id, content);
  await write(tx, id, builtInById.has(id) ? 'override' : 'own', content);
  await record(tx, 'rule-changed', `changed the rule "${content.rule.title}".`, { ruleId: id, ...content });
}

/** Switches a rule on or off for this tenant, a built-in one too. @throws StoreRefusal not-found, stale */
export async function switchRule(tx: Tx, id: string, enabled: boolean, seen: number | null): Promise<void> {
  const stored = await lockRule(tx, id);
  const builtIn = builtInById.get(id);
  if (stored === null && builtIn === undefined) throw new StoreRefusal('not-found', `There is no rule ${id}`);
  requireVersion(id, stored?.version ?? 0, seen);
  if ((stored?.enabled ?? true) === enabled) return;
  if (stored === null && builtIn !== undefined) await write(tx, id, 'switch', { rule: builtIn, tags: [], examples: [], enabled });
  else if (stored?.source === 'switch') await drop(tx, id);
  else {
    await tx.rows(
      'update rule set enabled = $3, version = version + 1, updated_by = $4, updated_at = now() where tenant_id = $1 and id = $2',
      [tx.tenant, id, enabled, tx.actor.name],
    );
    await bumpRevision(tx);
  }
  await record(tx, enabled ? 'rule-enabled' : 'rule-disabled', `switched the rule ${id} ${enabled ? 'on' : 'off'}.`, { ruleId: id });
}

async function drop(tx: Tx, id: string): Promise<void> {
  await tx.rows('delete from rule where tenant_id = $1 and id = $2', [tx.tenant, id]);
  await bumpRevision(tx);
}

/** Removes an own rule; of a built-in one, what the tenant said about it. @throws StoreRefusal not-found, stale, conflict */
export async function removeRule(tx: Tx, id: string, seen: number | null): Promise<void> {
  const stored = await lockRule(tx, id);
  if (stored === null && builtInById.has(id))
    throw new StoreRefusal('conflict', `${id} is built in and as it came; it can be switched off, not removed`);
  if (stored === null) throw new StoreRefusal('not-found', `There is no rule ${id}`);
  requireVersion(id, stored.version, seen);
  await drop(tx, id);
  await record(tx, 'rule-removed', stored.source === 'own' ? `removed the rule ${id}.` : `set the rule ${id} back to how it came.`, {
    ruleId: id,
  });
}

/** A rule that the tenant wrote, be it an own one or one over a built-in one; null when there is none that is switched on. */
export async function readTenantRule(tx: Tx, id: string): Promise<Rule | null> {
  const row = await tx.maybe<Omit<Rule, 'platforms' | 'advice'> & { platforms: string[] | null; advice: string | null }>(
    `select id, title, pattern, cause, origin, severity, action, confidence, kind, priority, platforms, advice from rule
     where tenant_id = $1 and id = $2 and enabled and source <> 'switch'`,
    [tx.tenant, id],
  );
  if (row === null) return null;
  const { platforms, advice, ...rule } = row;
  return { ...rule, ...(platforms === null ? {} : { platforms }), ...(advice === null ? {} : { advice }) };
}
