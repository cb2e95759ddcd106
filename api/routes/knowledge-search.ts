import { createRoute, z } from '@hono/zod-openapi';
import { markForEmbedding, readEmbedding } from '../../store/knowledge/embedding.ts';
import { readKnowledgeStats } from '../../store/reads/knowledge-stats.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { presentEntry } from '../knowledge.ts';
import { answer, createRouter, errors, writeErrors } from '../router.ts';
import { KnowledgeEmbedding, KnowledgeSearchAnswer, KnowledgeSearchQuery, KnowledgeStats } from '../schemas/knowledge.ts';

/** Finding entries, and figures about the knowledge base as a whole. */
export function createKnowledgeSearchRoutes({ transact, knowledge }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/kb/search',
        tags: ['knowledge'],
        summary: 'Entries about a failure like this one, best first',
        description:
          'By meaning, words and patterns; every part of the score is shown. Candidates are listed too, and marked by their state.',
        middleware: [need('viewer')],
        request: { query: KnowledgeSearchQuery },
        responses: { 200: answer('Found', KnowledgeSearchAnswer), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { q, service, severity, collection, limit } = c.req.valid('query');
        await knowledge.prepare(q);
        const question = { text: q, service: service ?? null, severity: severity ?? null };
        const options = { states: ['active', 'candidate'], collection: collection ?? null, limit } as const;
        const { items, cached } = await transact(tenant, actor, (tx) => knowledge.search(tx, question, options));
        return c.json(
          { items: items.map(({ entry, score, parts }) => ({ entry: presentEntry(entry), score, parts: { ...parts } })), cached },
          200,
        );
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/kb/stats',
        tags: ['knowledge'],
        summary: 'How large the knowledge base is, how it grows and how often it helps',
        middleware: [need('viewer')],
        responses: { 200: answer('Figures', KnowledgeStats), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json(await transact(tenant, actor, readKnowledgeStats), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/kb/embedding',
        tags: ['knowledge'],
        summary: 'How far the entries have vectors of the embedder in use',
        middleware: [need('viewer')],
        responses: { 200: answer('Progress', KnowledgeEmbedding), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json(await transact(tenant, actor, (tx) => readEmbedding(tx, knowledge.embedder)), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/kb/reembed',
        tags: ['knowledge'],
        summary: 'Make every vector anew, in the background',
        middleware: [need('admin')],
        responses: { 202: answer('Begun', z.object({ pending: z.number().int() })), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json({ pending: await transact(tenant, actor, markForEmbedding) }, 202);
      },
    );
}
export type KnowledgeSearchRoutes = ReturnType<typeof createKnowledgeSearchRoutes>;
