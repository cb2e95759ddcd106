import type { ModelCost, ModelLimits } from '../domain/model/ledger.ts';
import type { Tx } from './tx.ts';

/** Takes a share of today's budget, for a call that is about to be made. @returns false when not so much is left */
export async function reserveBudget(tx: Tx, limits: ModelLimits, share: ModelCost): Promise<boolean> {
  const { dailyTokens, dailyMicros } = limits;
  if ((dailyTokens !== null && share.tokens > dailyTokens) || (dailyMicros !== null && share.micros > dailyMicros)) return false;
  const rows = await tx.rows(
    `insert into model_budget as b (tenant_id, day, tokens, cost_micros) values ($1, (now() at time zone 'utc')::date, $2, $3)
     on conflict (tenant_id, day) do update set tokens = b.tokens + excluded.tokens, cost_micros = b.cost_micros + excluded.cost_micros
       where ($4::bigint is null or b.tokens + excluded.tokens <= $4) and ($5::bigint is null or b.cost_micros + excluded.cost_micros <= $5)
     returning day`,
    [tx.tenant, share.tokens, share.micros, dailyTokens, dailyMicros],
  );
  return rows.length > 0;
}

/** Replaces a reserved share by what was really spent, on the day on which it was reserved. */
export async function settleBudget(tx: Tx, reservedAt: string | Date, difference: ModelCost): Promise<void> {
  await tx.rows(
    `update model_budget set tokens = greatest(0, tokens + $3), cost_micros = greatest(0, cost_micros + $4)
     where tenant_id = $1 and day = ($2::timestamptz at time zone 'utc')::date`,
    [tx.tenant, reservedAt, difference.tokens, difference.micros],
  );
}

/** What was spent and reserved today. */
export async function readBudget(tx: Tx): Promise<ModelCost> {
  const row = await tx.maybe<{ tokens: string; cost_micros: string }>(
    `select tokens, cost_micros from model_budget where tenant_id = $1 and day = (now() at time zone 'utc')::date`,
    [tx.tenant],
  );
  return { tokens: Number(row?.tokens ?? 0), micros: Number(row?.cost_micros ?? 0) };
}
