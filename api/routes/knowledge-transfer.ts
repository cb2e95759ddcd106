import { createRoute, type z } from '@hono/zod-openapi';
import { cleanContent } from '../../domain/knowledge/clean-content.ts';
import type { KnowledgeEntry } from '../../domain/knowledge/types.ts';
import { exportKnowledge, importKnowledge } from '../../store/knowledge/transfer.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { answer, body, createRouter, errors, writeErrors } from '../router.ts';
import { ExportQuery, ImportAnswer, ImportQuery, PortableAnswer, PortableRequest } from '../schemas/portable.ts';

type Given = z.output<typeof PortableRequest>['entries'][number];

/** An entry that says nothing of its dates begins now. */
const toEntry = (entry: Given, now: string, secrets: readonly string[]): KnowledgeEntry => ({
  ...entry,
  createdAt: entry.createdAt ?? now,
  updatedAt: entry.updatedAt ?? now,
  ...cleanContent(entry, secrets),
});

/** Takes a knowledge base out and in as one file. */
export function createKnowledgeTransferRoutes(deps: ApiDeps) {
  const { transact, settings } = deps;
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/kb/export',
        tags: ['knowledge'],
        summary: 'The knowledge base as a file',
        description: 'Every entry that is not retired, with its record of success; another installation takes it over under the same ids.',
        middleware: [need('viewer')],
        request: { query: ExportQuery },
        responses: { 200: answer('The file', PortableAnswer), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const file = await transact(tenant, actor, (tx) =>
          exportKnowledge(tx, { ...c.req.valid('query'), source: settings.publicUrl, now: deps.now() }),
        );
        return c.json(file as z.input<typeof PortableAnswer>, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/kb/import',
        tags: ['knowledge'],
        summary: 'Take over a knowledge base',
        description: 'An entry that is here already is left as it is, so the same file may be sent again.',
        middleware: [need('operator')],
        request: { query: ImportQuery, body: body(PortableRequest) },
        responses: { 200: answer('What came of it', ImportAnswer), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { confidenceAdjustment, categories, source } = c.req.valid('query');
        const file = c.req.valid('json');
        const now = deps.now().toISOString();
        const entries = file.entries.map((entry) => toEntry(entry, now, settings.secrets));
        const plan = await transact(tenant, actor, (tx) =>
          importKnowledge(
            tx,
            { entries, ...(file.confidenceHistory === undefined ? {} : { confidenceHistory: file.confidenceHistory }) },
            { confidenceAdjustment, types: categories, source: source ?? null },
          ),
        );
        const { add, unchanged, filtered, different } = plan;
        return c.json({ added: add.length, unchanged: unchanged.length, filtered, different: [...different] }, 200);
      },
    );
}
export type KnowledgeTransferRoutes = ReturnType<typeof createKnowledgeTransferRoutes>;
