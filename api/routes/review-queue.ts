import { createRoute } from '@hono/zod-openapi';
import { countReviewQueue, listReviewQueue } from '../../store/reads/review-queue.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { answer, createRouter, errors } from '../router.ts';
import { pageOf } from '../schemas/common.ts';
import { ReviewCount, ReviewCountQuery, ReviewQueueItem, ReviewQueueQuery } from '../schemas/review-queue.ts';

const dayMs = 86_400_000;

/** Diagnoses that a person should look at, and how much waits for one. */
export function createReviewQueueRoutes({ transact, basePolicy, now }: ApiDeps) {
  const since = (days: number): string => new Date(now().getTime() - days * dayMs).toISOString();
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/review-queue',
        tags: ['feedback'],
        summary: 'Diagnoses to be reviewed, newest first',
        description: 'Not certain enough to act on alone, told by the model, without a cause, or told differently by different stages.',
        middleware: [need('viewer')],
        request: { query: ReviewQueueQuery },
        responses: { 200: answer('A page', pageOf(ReviewQueueItem)), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { cursor, limit, days, ...filter } = c.req.valid('query');
        const page = await transact(tenant, actor, (tx) =>
          listReviewQueue(tx, basePolicy, { filter: { ...filter, since: since(days) }, cursor, limit }),
        );
        return c.json({ items: page.items.map((item) => ({ ...item, reasons: [...item.reasons] })), nextCursor: page.nextCursor }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/review-queue/count',
        tags: ['feedback'],
        summary: 'How much waits for a reviewer',
        middleware: [need('viewer')],
        request: { query: ReviewCountQuery },
        responses: { 200: answer('Diagnoses, suggested rules, entries to confirm', ReviewCount), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const from = since(c.req.valid('query').days);
        return c.json(await transact(tenant, actor, (tx) => countReviewQueue(tx, basePolicy, from)), 200);
      },
    );
}
export type ReviewQueueRoutes = ReturnType<typeof createReviewQueueRoutes>;
