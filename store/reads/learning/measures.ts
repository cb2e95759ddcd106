import type { LearningFigures, Percentiles } from '../../../domain/learning/figures.ts';
import type { Tx } from '../../tx.ts';
import { readAllTimes } from './cases.ts';

/** Figures of learning over all tenants and the last thirty days, for monitoring. */
export interface LearningMeasures {
  readonly methods: readonly { readonly method: string; readonly count: number }[];
  /** What people said, by kind; comments are left out. */
  readonly feedback: readonly { readonly kind: string; readonly count: number }[];
  readonly cases: Pick<LearningFigures['cases'], 'opened' | 'falsePositives'>;
  readonly timeToDetect: Percentiles;
  readonly timeToResolve: Percentiles;
}

/** Reads what is measured; for a transaction that sees every tenant. */
export async function readLearningMeasures(tx: Tx): Promise<LearningMeasures> {
  const [methods, feedback, cases, times] = await Promise.all([
    tx.rows<{ method: string; count: number }>(
      `select method, count(*)::int as count from diagnosis where at > now() - interval '30 days' group by method`,
    ),
    tx.rows<{ kind: string; count: number }>(
      `select kind, count(*)::int as count from feedback where at > now() - interval '30 days' and kind <> 'comment' group by kind`,
    ),
    tx.one<{ opened: number; falsePositives: number }>(
      `select count(*)::int as opened, (count(*) filter (where status = 'FALSE_POSITIVE'))::int as "falsePositives"
       from incident where opened_at > now() - interval '30 days'`,
    ),
    readAllTimes(tx),
  ]);
  return { methods, feedback, cases, ...times };
}
