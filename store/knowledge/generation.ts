import type { Tx } from '../tx.ts';

/** Tells every process that the knowledge base has changed. The last statement of a write, for it holds a row that all writes want. */
export async function bumpGeneration(tx: Tx, addedEntries = 0): Promise<void> {
  await tx.rows(
    `insert into knowledge_state (tenant_id, generation, entries) values ($1, 1, greatest(0, $2::integer))
     on conflict (tenant_id) do update set generation = knowledge_state.generation + 1, entries = greatest(0, knowledge_state.entries + $2::integer), updated_at = now()`,
    [tx.tenant, addedEntries],
  );
}
