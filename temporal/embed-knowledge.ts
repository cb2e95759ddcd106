import type { Embedder } from '../domain/knowledge/embedder.ts';
import { stewardActor } from '../domain/people/actor.ts';
import { noteEmbedError, pendingVectors, saveVectors } from '../store/knowledge/embedding.ts';
import type { Transact } from '../store/tx.ts';

/** Entries a turn: small enough that an endpoint answers soon and the progress is seen to move. */
const batch = 64;

/**
 * Makes the next vectors that are another embedder's or, where wanted, `missing`; the embedder is asked outside of any transaction.
 * @returns how many were made
 */
export async function embedKnowledge(transact: Transact, embedder: Embedder, tenantId: string, { missing = true } = {}): Promise<number> {
  const pending = await transact(tenantId, stewardActor, (tx) => pendingVectors(tx, embedder.model, { limit: batch, missing }));
  if (pending.length === 0) return 0;
  try {
    const vectors = await embedder.vectorsOf(pending.map(({ text }) => text));
    const made = pending.flatMap((entry, index) => {
      const vector = vectors[index];
      return vector === undefined ? [] : [{ ...entry, vector }];
    });
    await transact(tenantId, stewardActor, async (tx) => {
      await noteEmbedError(tx, null);
      await saveVectors(tx, embedder.model, made);
    });
    return made.length;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await transact(tenantId, stewardActor, (tx) => noteEmbedError(tx, message.slice(0, 500)));
    return 0;
  }
}
