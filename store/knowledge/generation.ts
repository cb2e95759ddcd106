import type { Tx } from '../tx.ts';

/** How often the knowledge base of the tenant was changed, as of now. */
export async function readGeneration(tx: Tx): Promise<number> {
  const row = await tx.maybe<{ generation: string }>('select generation from knowledge_state where tenant_id = $1', [tx.tenant]);
  return Number(row?.generation ?? 0);
}

/** Tells every process that the knowledge base has changed. The last statement of a write, for it holds a row that all writes want. */
export async function bumpGeneration(tx: Tx, addedEntries = 0): Promise<void> {
  await tx.rows(
    `insert into knowledge_state (tenant_id, generation, entries) values ($1, 1, greatest(0, $2::integer))
     on conflict (tenant_id) do update set generation = knowledge_state.generation + 1, entries = greatest(0, knowledge_state.entries + $2::integer), updated_at = now()`,
    [tx.tenant, addedEntries],
  );
}
