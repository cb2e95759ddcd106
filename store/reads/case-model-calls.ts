import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';

interface Row {
  id: string;
  purpose: string;
  provider: string;
  model: string;
  prompt_version: string;
  outcome: string | null;
  hint: string | null;
  tokens_in: number;
  tokens_out: number;
  cost_micros: string;
  duration_ms: number | null;
  at: string;
}

/** What a model was asked for a case, oldest first, with what it took; prompts and answers stay where they are. */
export async function readCaseModelCalls(tx: Tx, incidentId: string) {
  const rows = await tx.rows<Row>(
    `select id, purpose, provider, model, prompt_version, outcome, hint, tokens_in, tokens_out, cost_micros, duration_ms, at
     from model_call where tenant_id = $1 and incident_id = $2 order by at, id limit 50`,
    [tx.tenant, incidentId],
  );
  return rows.map(({ id, purpose, provider, model, outcome, hint, ...row }) => ({
    ...{ id, purpose, provider, model, outcome, hint },
    promptVersion: row.prompt_version,
    tokensIn: row.tokens_in,
    tokensOut: row.tokens_out,
    cost: Number(row.cost_micros) / 1_000_000,
    durationMs: row.duration_ms,
    at: iso(row.at),
  }));
}
