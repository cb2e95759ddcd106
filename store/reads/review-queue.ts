import type { Policy } from '../../domain/policy/types.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';
import { type IncidentSummary, type SummaryRow, summaryColumns, summaryPresenter, summaryTables } from './incident-summary.ts';
import { Conditions, decodeCursor, type Page, pageOf } from './page.ts';

/** Why a person should look at a diagnosis. `disagreement`: stages of the ladder named different causes. */
export const reviewReasons = ['low-confidence', 'model', 'unknown', 'disagreement'] as const;
export type ReviewReason = (typeof reviewReasons)[number];

export interface ReviewItem {
  readonly incident: IncidentSummary;
  readonly reasons: readonly ReviewReason[];
  /** What a person said of it last; null while nobody has. */
  readonly judged: { readonly kind: string; readonly person: string; readonly at: string } | null;
}

export interface ReviewFilter {
  /** `waiting`: has a reason and nobody has judged it; failures that their job expects are nobody's work. `judged`: somebody has. */
  readonly show: 'waiting' | 'judged' | 'all';
  readonly reason?: ReviewReason | undefined;
  readonly since: string;
}

interface ReviewRow extends SummaryRow {
  reasons: ReviewReason[];
  judged_kind: string | null;
  judged_by: string | null;
  judged_at: string | null;
}

/**
 * Where a case stands in the review; `$2` is the confidence below which nobody acts alone, `$3` the oldest time. The cases are put in order before they are
 * looked at: otherwise PostgreSQL looks at every one of them to find the newest.
 */
const tables = `(select * from incident where tenant_id = $1 and opened_at >= $3 order by opened_at desc, id desc offset 0) i
  left join lateral (
    select kind, actor->>'name' as person, f.at from feedback f
    where f.tenant_id = i.tenant_id and f.incident_id = i.id and f.kind <> 'comment' order by f.at desc, f.id desc limit 1) f on true
  cross join lateral (
    select array_remove(array[
      case when i.confidence < $2::real then 'low-confidence' end,
      case when i.method in ('model', 'degraded') then 'model' end,
      case when i.cause = 'UNKNOWN' then 'unknown' end,
      case when (
        select count(distinct s->>'cause')
        from (select body from diagnosis d where d.tenant_id = i.tenant_id and d.incident_id = i.id order by d.round desc limit 1) d,
          jsonb_array_elements(d.body->'stages') s
        where s->>'outcome' = 'answered' and s->>'cause' <> 'UNKNOWN') > 1 then 'disagreement' end], null) as reasons) w`;

function conditionsOf(tx: Tx, policy: Policy, { show, reason, since }: ReviewFilter): Conditions {
  const where = new Conditions('i.tenant_id = $1 and i.cause is not null', tx.tenant, policy.actFrom, since);
  if (show === 'waiting')
    where.add(`f.kind is null and cardinality(w.reasons) > 0 and i.status <> 'CANCELLED' and i.resolution is distinct from 'expected'`);
  if (show === 'judged') where.add('f.kind is not null');
  if (reason !== undefined) where.add('? = any(w.reasons)', reason);
  return where;
}

/** Diagnoses to be looked at by a person, or that were, newest first. @throws StoreRefusal invalid when the cursor is not one of ours */
export async function listReviewQueue(
  tx: Tx,
  policy: Policy,
  { filter, cursor, limit }: { readonly filter: ReviewFilter; readonly cursor: string | undefined; readonly limit: number },
): Promise<Page<ReviewItem>> {
  const where = conditionsOf(tx, policy, filter);
  if (cursor !== undefined) where.add('(i.opened_at, i.id) < (?::timestamptz, ?)', ...decodeCursor(cursor, ['time', 'text']));
  const top = where.parameter(limit + 1);
  const rows = await tx.rows<ReviewRow>(
    `with page as materialized (
       select i.id, w.reasons, f.kind as judged_kind, f.person as judged_by, f.at as judged_at from ${tables}
       where ${where.sql} order by i.opened_at desc, i.id desc limit ${top})
     select ${summaryColumns}, page.reasons, page.judged_kind, page.judged_by, page.judged_at
     from ${summaryTables} join page on page.id = i.id where i.tenant_id = $1 order by i.opened_at desc, i.id desc`,
    where.parameters,
  );
  const summary = await summaryPresenter(tx, policy);
  const present = ({ reasons, judged_kind, judged_by, judged_at, ...row }: ReviewRow): ReviewItem => ({
    incident: summary(row),
    reasons,
    judged: judged_kind === null ? null : { kind: judged_kind, person: judged_by ?? '', at: iso(judged_at ?? '') },
  });
  return pageOf(rows, limit, present, (row) => [iso(row.opened_at), row.id]);
}

/** What waits for a reviewer: diagnoses, suggested rules, and entries that a machine wrote. Counted up to 1,000 diagnoses. */
export async function countReviewQueue(tx: Tx, policy: Policy, since: string) {
  const where = conditionsOf(tx, policy, { show: 'waiting', since });
  return tx.one<{ diagnoses: number; suggestions: number; candidates: number }>(
    `select
       (select count(*)::int from (select 1 from ${tables} where ${where.sql} limit 1000) q) as diagnoses,
       (select count(*)::int from suggestion where tenant_id = $1 and state = 'open') as suggestions,
       (select count(*)::int from knowledge_entry where tenant_id = $1 and state = 'candidate') as candidates`,
    where.parameters,
  );
}
