import type { Tx } from '../tx.ts';

/** Counts over all tenants, for monitoring. */
export interface Measures {
  readonly incidents: readonly { readonly status: string; readonly count: number }[];
  readonly effects: readonly { readonly kind: string; readonly state: string; readonly count: number }[];
  /** What came of submissions in the last thirty days, by action. */
  readonly outcomes: readonly { readonly action: string; readonly outcome: string; readonly count: number }[];
  readonly pendingMessages: number;
  /** How far the live feed is behind the newest line, seconds. */
  readonly recordLagSeconds: number;
}

/** Reads what is measured; for a transaction that sees every tenant. */
export async function readMeasures(tx: Tx): Promise<Measures> {
  const incidents = await tx.rows<{ status: string; count: number }>('select status, count(*)::int as count from incident group by status');
  const effects = await tx.rows<{ kind: string; state: string; count: number }>(
    'select kind, state, count(*)::int as count from effect group by kind, state',
  );
  const outcomes = await tx.rows<{ action: string; outcome: string; count: number }>(
    `select coalesce(request->>'action', 'RETRY') as action, outcome, count(*)::int as count from effect
     where kind = 'submission' and outcome is not null and claimed_at > now() - interval '30 days' group by 1, 2`,
  );
  const rest = await tx.one<{ pending: number; lag: number }>(
    `select (select count(*)::int from message where state = 'pending') as pending,
       coalesce((select extract(epoch from now() - min(at)) from record where at > now() - interval '1 day' and xid >= pg_snapshot_xmin(pg_current_snapshot())), 0)::float8 as lag`,
  );
  return { incidents, effects, outcomes, pendingMessages: rest.pending, recordLagSeconds: Math.max(0, rest.lag) };
}
