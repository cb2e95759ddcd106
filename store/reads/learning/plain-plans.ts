import type { Tx } from '../../tx.ts';

/**
 * Says for the rest of a transaction how statements over a month of cases are best run. Row-level security hides from PostgreSQL how many rows a tenant
 * has: it expects a few, and then looks up thousands one by one. Compiling such statements takes longer than running them.
 */
export const usePlainPlans = (tx: Tx): Promise<unknown> =>
  tx.rows(`select set_config('jit', 'off', true), set_config('enable_nestloop', 'off', true), set_config('work_mem', '32MB', true),
    set_config('max_parallel_workers_per_gather', '0', true)`);
