import { groupOf, topicsOf } from '../../domain/diagnosis/rule-tags.ts';
import { builtInRules } from '../../domain/diagnosis/rules/built-in.ts';
import type { RuleExample, TenantRuleSource } from '../../domain/diagnosis/tenant-rules.ts';
import type { Rule } from '../../domain/diagnosis/types.ts';
import { StoreRefusal } from '../refusal.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';
import { decodeCursor, type Page, pageOf } from './page.ts';
import { noStatistics, type RuleStatistics, readRuleStatistics } from './rule-statistics.ts';

/** A rule as a tenant sees it: built in, its own, or its word on a built-in one. */
export interface RuleView {
  readonly rule: Rule;
  readonly source: 'built-in' | 'own' | 'override';
  readonly group: string;
  /** Derived from what the rule says. */
  readonly topics: readonly string[];
  /** Given by people. */
  readonly tags: readonly string[];
  readonly enabled: boolean;
  /** 0 while nobody has touched a built-in rule. */
  readonly version: number;
  readonly examples: readonly RuleExample[];
  readonly createdBy: string | null;
  readonly createdAt: string | null;
  readonly updatedBy: string | null;
  readonly updatedAt: string | null;
}
export type RuleWithStatistics = RuleView & { readonly statistics: RuleStatistics };

interface RuleRow extends Omit<Rule, 'platforms' | 'advice'> {
  source: TenantRuleSource;
  version: number;
  enabled: boolean;
  platforms: string[] | null;
  advice: string | null;
  tags: string[];
  examples: RuleExample[];
  created_by: string;
  created_at: string;
  updated_by: string | null;
  updated_at: string;
}

const columns = `id, source, version, enabled, title, pattern, cause, origin, severity, action, confidence, kind, priority, platforms, advice, tags, examples,
  created_by, created_at, updated_by, updated_at`;

function ownView(row: RuleRow): RuleView {
  const { source, version, enabled, platforms, advice, tags, examples, created_by, created_at, updated_by, updated_at, ...rest } = row;
  const rule = { ...rest, ...(platforms === null ? {} : { platforms }), ...(advice === null ? {} : { advice }) };
  const changed = { createdBy: created_by, createdAt: iso(created_at), updatedBy: updated_by, updatedAt: iso(updated_at) };
  const place = { source: source === 'own' ? ('own' as const) : ('override' as const), group: groupOf(rule.id), topics: topicsOf(rule) };
  return { rule, ...place, tags, enabled, version, examples, ...changed };
}

const untouched: readonly RuleView[] = builtInRules.map((rule) => ({
  rule,
  source: 'built-in',
  group: groupOf(rule.id),
  topics: topicsOf(rule),
  tags: [],
  enabled: true,
  version: 0,
  examples: [],
  createdBy: null,
  createdAt: null,
  updatedBy: null,
  updatedAt: null,
}));
const untouchedById = new Map(untouched.map((view) => [view.rule.id, view]));

/** A built-in rule that is only switched off stays what it is, whatever a later version of the product says in it. */
function view(row: RuleRow): RuleView {
  const builtIn = row.source === 'switch' ? untouchedById.get(row.id) : undefined;
  const own = ownView(row);
  return builtIn === undefined ? own : { ...own, rule: builtIn.rule, topics: builtIn.topics, source: 'built-in' };
}

/** All rules of the tenant: its own by age, then the built-in ones as they stand in the product. */
export async function readRules(tx: Tx): Promise<readonly RuleView[]> {
  const rows = await tx.rows<RuleRow>(`select ${columns} from rule where tenant_id = $1 order by id`, [tx.tenant]);
  const touched = new Map(rows.map((row) => [row.id, view(row)]));
  const own = [...touched.values()].filter((one) => !untouchedById.has(one.rule.id));
  return [...own, ...untouched.map((one) => touched.get(one.rule.id) ?? one)];
}

/** @throws StoreRefusal not-found */
export async function readRule(tx: Tx, id: string): Promise<RuleWithStatistics> {
  const row = await tx.maybe<RuleRow>(`select ${columns} from rule where tenant_id = $1 and id = $2`, [tx.tenant, id]);
  const found = row === null ? untouchedById.get(id) : view(row);
  if (found === undefined) throw new StoreRefusal('not-found', `There is no rule ${id}`);
  return { ...found, statistics: (await readRuleStatistics(tx, [id])).get(id) ?? noStatistics };
}

export interface RuleFilter {
  readonly source?: RuleView['source'] | undefined;
  readonly group?: string | undefined;
  readonly tag?: string | undefined;
  readonly cause?: string | undefined;
  readonly state?: 'enabled' | 'disabled' | undefined;
  /** Anywhere in id, title or pattern. */
  readonly q?: string | undefined;
}

const holds = (value: string | undefined, actual: string | readonly string[]): boolean =>
  value === undefined || (typeof actual === 'string' ? actual === value : actual.includes(value));

function passes({ rule, ...one }: RuleView, filter: RuleFilter): boolean {
  const words = filter.q?.toLowerCase();
  return (
    holds(filter.source, one.source) &&
    holds(filter.group, one.group) &&
    holds(filter.tag, [...one.topics, ...one.tags]) &&
    holds(filter.cause, rule.cause) &&
    (filter.state === undefined || one.enabled === (filter.state === 'enabled')) &&
    (words === undefined || `${rule.id} ${rule.title} ${rule.pattern}`.toLowerCase().includes(words))
  );
}

/** Where the next page begins, also when the last rule of the page before has been removed meanwhile. */
function startAfter(all: readonly RuleView[], after: string): number {
  const index = all.findIndex((one) => one.rule.id === after);
  if (index >= 0) return index + 1;
  const next = all.findIndex((one) => untouchedById.has(one.rule.id) || one.rule.id > after);
  return next < 0 ? all.length : next;
}

/** A part of the rules, with how they have done. @throws StoreRefusal invalid for a strange cursor */
export async function listRules(
  tx: Tx,
  filter: RuleFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<RuleWithStatistics>> {
  const all = (await readRules(tx)).filter((one) => passes(one, filter));
  const after = cursor === undefined ? undefined : decodeCursor(cursor, ['text'])[0];
  const rows = after === undefined ? all : all.slice(startAfter(all, after));
  const page = pageOf(
    rows.slice(0, limit + 1),
    limit,
    (one) => one,
    (one) => [one.rule.id],
  );
  const statistics = await readRuleStatistics(
    tx,
    page.items.map((one) => one.rule.id),
  );
  return { ...page, items: page.items.map((one) => ({ ...one, statistics: statistics.get(one.rule.id) ?? noStatistics })) };
}
