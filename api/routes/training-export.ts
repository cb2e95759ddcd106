import { createRoute, z } from '@hono/zod-openapi';
import { type SettledFailure, trainingExample } from '../../domain/learning/training-data.ts';
import { listSettledFailures } from '../../store/reads/settled-failures.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { streamPages } from '../http/stream-pages.ts';
import { createRouter, errors } from '../router.ts';

const Message = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });
export const TrainingPage = z
  .object({ items: z.array(z.object({ messages: z.array(Message) })), nextCursor: z.string().nullable() })
  .openapi('TrainingExamples');
export type TrainingPage = z.infer<typeof TrainingPage>;

const atOnce = 500;
const linesOf = (items: readonly unknown[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join('');

/** Settled verdicts as conversations from which a model can be fine-tuned. */
export function createTrainingExportRoutes({ transact, settings }: ApiDeps) {
  return createRouter().openapi(
    createRoute({
      method: 'get',
      path: '/api/feedback/training-data',
      tags: ['feedback'],
      summary: 'Settled verdicts in the format for fine-tuning',
      description:
        'One conversation per kind of failure that a person or an outcome settled: the question as a model is asked it, and the settled answer. JSON Lines by default, all of them unless there is a `limit`; `Next-Cursor` in the head leads to the next part. Secrets are taken out.',
      middleware: [need('operator')],
      request: {
        query: z.object({
          by: z.enum(['human', 'outcome']).optional(),
          format: z.enum(['jsonl', 'json']).default('jsonl'),
          cursor: z.string().max(300).optional(),
          limit: z.coerce.number().int().min(1).max(1_000).optional(),
        }),
      },
      responses: {
        200: {
          description: 'Conversations',
          content: { 'application/json': { schema: TrainingPage }, 'application/jsonl': { schema: z.string() } },
        },
        ...errors,
      },
    }),
    async (c) => {
      const { tenant, actor } = callerOf(c);
      const { by, format, cursor, limit } = c.req.valid('query');
      const read = (from: string | undefined) =>
        transact(tenant, actor, (tx) => listSettledFailures(tx, { by: by ?? null, limit: limit ?? atOnce, cursor: from }));
      const conversations = (settled: readonly SettledFailure[]) => settled.map((one) => trainingExample(one, settings.secrets));
      const contentType = 'application/jsonl; charset=utf-8';
      if (format === 'jsonl' && limit === undefined && cursor === undefined)
        return c.body(await streamPages(read, (settled) => linesOf(conversations(settled))), 200, { 'Content-Type': contentType }) as never;
      const page = await read(cursor);
      const items = conversations(page.items);
      if (format === 'json')
        return c.json({ items: items.map((item) => ({ messages: [...item.messages] })), nextCursor: page.nextCursor }, 200);
      const head = {
        'Content-Type': contentType,
        ...(page.nextCursor === null ? {} : { 'Next-Cursor': page.nextCursor }),
      };
      return c.body(linesOf(items), 200, head) as never;
    },
  );
}
export type TrainingExportRoutes = ReturnType<typeof createTrainingExportRoutes>;
