import type { ModelOutcome } from '../../domain/model/types.ts';
import { readBudget } from '../model-budget.ts';
import { modelRests } from '../model-rest.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';

/** What asking the model came to, today (UTC) and last. Costs are in the currency of the configured prices. */
export interface ModelState {
  readonly resting: string | null;
  readonly today: {
    readonly questions: number;
    readonly answered: number;
    readonly failed: number;
    readonly tokensIn: number;
    readonly tokensOut: number;
    readonly cost: number;
    /** Spent and reserved, as the budget counts. */
    readonly budgetTokens: number;
    readonly budgetCost: number;
  };
  readonly lastAnswerAt: string | null;
  readonly lastFailure: { readonly outcome: ModelOutcome; readonly hint: string | null; readonly at: string } | null;
}

interface Counts {
  questions: string;
  answered: string;
  failed: string;
  tokens_in: string | null;
  tokens_out: string | null;
  micros: string | null;
}

const countToday = (tx: Tx): Promise<Counts> =>
  tx.one<Counts>(
    `select count(*) as questions, count(*) filter (where outcome = 'answered') as answered,
       count(*) filter (where outcome <> 'answered') as failed, sum(tokens_in) as tokens_in, sum(tokens_out) as tokens_out, sum(cost_micros) as micros
     from model_call where tenant_id = $1 and at >= date_trunc('day', now() at time zone 'utc') at time zone 'utc'`,
    [tx.tenant],
  );

const newest = (tx: Tx, answered: boolean) =>
  tx.maybe<{ outcome: ModelOutcome; hint: string | null; at: string }>(
    `select outcome, hint, coalesce(settled_at, at) as at from model_call
     where tenant_id = $1 and outcome is not null and (outcome = 'answered') = $2 order by model_call.at desc limit 1`,
    [tx.tenant, answered],
  );

/** The state of the model for a tenant. */
export async function readModelState(tx: Tx): Promise<ModelState> {
  const [counts, budget, answer, failure, resting] = await Promise.all([
    countToday(tx),
    readBudget(tx),
    newest(tx, true),
    newest(tx, false),
    modelRests(tx),
  ]);
  return {
    resting,
    today: {
      questions: Number(counts.questions),
      answered: Number(counts.answered),
      failed: Number(counts.failed),
      tokensIn: Number(counts.tokens_in ?? 0),
      tokensOut: Number(counts.tokens_out ?? 0),
      cost: Number(counts.micros ?? 0) / 1_000_000,
      budgetTokens: budget.tokens,
      budgetCost: budget.micros / 1_000_000,
    },
    lastAnswerAt: answer === null ? null : iso(answer.at),
    lastFailure: failure === null ? null : { outcome: failure.outcome, hint: failure.hint, at: iso(failure.at) },
  };
}

/** The newest questions of all tenants ended so; empty before the first one. */
export const readLastOutcomes = (tx: Tx): Promise<readonly { readonly outcome: ModelOutcome; readonly hint: string | null }[]> =>
  tx.rows(`select outcome, hint from model_call where outcome is not null and at > now() - interval '1 hour' order by at desc limit 5`);
