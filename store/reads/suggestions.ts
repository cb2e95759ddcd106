import type { Severity } from '../../domain/incidents/vocabulary.ts';
import type { RuleSuggestion } from '../../domain/learning/suggest-rules.ts';
import { StoreRefusal } from '../refusal.ts';
import type { Tx } from '../tx.ts';
import { iso, isoOrNull } from '../values.ts';
import { Conditions, decodeCursor, type Page, pageOf } from './page.ts';

/** `corrections`: what people put right. `model`: what only a model could tell. */
export const suggestionSources = ['corrections', 'model'] as const;
export type SuggestionSource = (typeof suggestionSources)[number];
export const suggestionStates = ['open', 'accepted', 'rejected'] as const;

/** A rule that was suggested, and what became of it. */
export interface Suggestion extends RuleSuggestion {
  readonly id: string;
  readonly source: SuggestionSource;
  readonly severity: Severity;
  readonly state: (typeof suggestionStates)[number];
  readonly reason: string | null;
  readonly ruleId: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

type Row = RuleSuggestion & {
  id: string;
  source: SuggestionSource;
  severity: Severity;
  state: Suggestion['state'];
  reason: string | null;
  rule_id: string | null;
  decided_by: { name: string } | null;
  decided_at: string | null;
  created_at: string;
  updated_at: string;
};

const columns = `id, source, template, pattern, title, cause, origin, action, severity, support, examples, state, reason, rule_id, decided_by, decided_at, created_at, updated_at`;

const toSuggestion = ({ rule_id, decided_by, decided_at, created_at, updated_at, ...row }: Row): Suggestion => ({
  ...row,
  ruleId: rule_id,
  decidedBy: decided_by?.name ?? null,
  decidedAt: isoOrNull(decided_at),
  createdAt: iso(created_at),
  updatedAt: iso(updated_at),
});

/** @throws StoreRefusal not-found */
export async function readSuggestion(tx: Tx, id: string): Promise<Suggestion> {
  const row = await tx.maybe<Row>(`select ${columns} from suggestion where tenant_id = $1 and id = $2`, [tx.tenant, id]);
  if (row === null) throw new StoreRefusal('not-found', `There is no suggestion ${id}`);
  return toSuggestion(row);
}

/** These suggestions, most support first. */
export async function readSuggestions(tx: Tx, ids: readonly string[]): Promise<readonly Suggestion[]> {
  const rows = await tx.rows<Row>(`select ${columns} from suggestion where tenant_id = $1 and id = any($2) order by support desc, id`, [
    tx.tenant,
    ids,
  ]);
  return rows.map(toSuggestion);
}

/** Suggestions, newest first. @throws StoreRefusal invalid for a strange cursor */
export async function listSuggestions(
  tx: Tx,
  filter: { readonly state?: string | undefined; readonly source?: string | undefined },
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Suggestion>> {
  const where = new Conditions('tenant_id = $1', tx.tenant);
  if (filter.state !== undefined) where.add('state = ?', filter.state);
  if (filter.source !== undefined) where.add('source = ?', filter.source);
  if (cursor !== undefined) where.add('(created_at, id) < (?::timestamptz, ?)', ...decodeCursor(cursor, ['time', 'text']));
  const rows = await tx.rows<Row>(
    `select ${columns} from suggestion where ${where.sql} order by created_at desc, id desc limit ${where.parameter(limit + 1)}`,
    where.parameters,
  );
  return pageOf(rows, limit, toSuggestion, (row) => [iso(row.created_at), row.id]);
}
