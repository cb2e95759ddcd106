import type { Embedder } from '../domain/knowledge/embedder.ts';
import { stewardActor } from '../domain/people/actor.ts';
import { seedBuiltIns } from '../store/knowledge/built-in.ts';
import { readEmbedding } from '../store/knowledge/embedding.ts';
import type { Transact } from '../store/tx.ts';
import { embedKnowledge } from './embed-knowledge.ts';

interface KeeperDeps {
  readonly transact: Transact;
  readonly embedder: Embedder;
  readonly log: (line: Readonly<Record<string, unknown>> & { readonly event: string }) => void;
}

/**
 * Keeps the knowledge of every tenant ready to be searched: the built-in entries, and a batch of vectors a call. Every entry is looked
 * at by a `thorough` call, and until nothing is missing any more. Logs once a tenant whether this process found the vectors or had to make them.
 */
export function createKnowledgeKeeper({ transact, embedder, log }: KeeperDeps) {
  const told = new Set<string>();
  const built = new Set<string>();
  const unfinished = new Set<string>();
  return async (tenantId: string, { thorough }: { readonly thorough: boolean }): Promise<void> => {
    const isNew = !told.has(tenantId);
    const seeded = thorough || isNew ? await transact(tenantId, stewardActor, (tx) => seedBuiltIns(tx)) : 0;
    const made = await embedKnowledge(transact, embedder, tenantId, { missing: thorough || isNew || unfinished.has(tenantId) });
    if (made > 0) unfinished.add(tenantId);
    else unfinished.delete(tenantId);
    if (!isNew) return;
    if (seeded + made > 0) built.add(tenantId);
    if (made > 0) return;
    told.add(tenantId);
    const { model, entries, embedded, pending } = await transact(tenantId, stewardActor, (tx) => readEmbedding(tx, embedder));
    const index = pending > 0 ? 'incomplete' : built.has(tenantId) ? 'built' : 'reused';
    log({ event: 'knowledge-index', tenantId, index, model, entries, embedded });
  };
}
