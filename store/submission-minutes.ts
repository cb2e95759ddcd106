import type { Tx } from './tx.ts';

/**
 * Automatic submissions by minute: what the hourly limit is held against. Counting the effects themselves would cost each claim as much as an hour's
 * work is long. A minute counts as a whole, so the limit may hold for up to a minute more than an hour.
 */

/** Counts one, in the transaction that claims it. The caller holds the tenant's claims. */
export const countSubmission = (tx: Tx): Promise<unknown> =>
  tx.rows(
    `with over as (delete from submission_minute where tenant_id = $1 and minute < now() - interval '2 hours')
     insert into submission_minute as kept (tenant_id, minute, submissions) values ($1, date_trunc('minute', now()), 1)
     on conflict (tenant_id, minute) do update set submissions = kept.submissions + 1`,
    [tx.tenant],
  );

/** Takes one back that its platform refused, where it counted. */
export const uncountSubmission = (tx: Tx, key: string): Promise<unknown> =>
  tx.rows(
    `update submission_minute kept set submissions = submissions - 1 from effect e
     where e.tenant_id = $1 and e.key = $2 and e.automatic and kept.tenant_id = $1 and kept.minute = date_trunc('minute', e.claimed_at)`,
    [tx.tenant, key],
  );

/** Automatic submissions of the tenant in the last hour. */
export async function automaticSubmissionsLastHour(tx: Tx): Promise<number> {
  const row = await tx.one<{ count: number }>(
    `select coalesce(sum(submissions), 0)::integer as count from submission_minute
     where tenant_id = $1 and minute > now() - interval '61 minutes'`,
    [tx.tenant],
  );
  return row.count;
}
