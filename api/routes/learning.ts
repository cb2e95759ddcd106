import { createRoute, type z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { LearningFigures } from '../../domain/learning/figures.ts';
import { lastDays, readLearningFigures } from '../../store/reads/learning/figures.ts';
import { readMethodsByDay } from '../../store/reads/learning/methods.ts';
import { readKnowledgeStatus } from '../../store/reads/learning/status.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import {
  presentFeedbackMetrics,
  presentHealth,
  presentLearningReport,
  presentMethods,
  presentMetrics,
  presentPerformance,
  presentStatus,
} from '../learning/present.ts';
import { answer, createRouter, errors } from '../router.ts';
import {
  AiMetrics,
  AiStatus,
  DaysQuery,
  FeedbackMetrics,
  LearningHealth,
  LearningReport,
  MethodShare,
  PerformanceReport,
} from '../schemas/learning.ts';

const about = 'About the cases opened in the last `days` days; docs/reports.md has the formulas.';

/** A read of the figures of the last days. */
const route = <Path extends string, Shape extends z.ZodType>(path: Path, summary: string, shape: Shape) =>
  createRoute({
    method: 'get',
    path,
    tags: ['learning'],
    summary,
    description: about,
    middleware: [need('viewer')],
    request: { query: DaysQuery },
    responses: { 200: answer('The figures', shape), ...errors },
  });

/** How good Nightshift's own diagnoses and decisions are, and what it has learned. */
export function createLearningRoutes({ transact, now }: ApiDeps) {
  const figures = (c: Context<ApiEnv>, days: number): Promise<LearningFigures> => {
    const { tenant, actor } = callerOf(c);
    return transact(tenant, actor, (tx) => readLearningFigures(tx, lastDays(days, now())));
  };
  return createRouter()
    .openapi(route('/api/feedback/metrics', 'How often decisions were right, by action and cause', FeedbackMetrics), async (c) =>
      c.json(presentFeedbackMetrics(await figures(c, c.req.valid('query').days)), 200),
    )
    .openapi(
      route('/api/ai/metrics', 'Accuracy, success, false positives and velocity, with numerators and denominators', AiMetrics),
      async (c) => c.json(presentMetrics(await figures(c, c.req.valid('query').days)), 200),
    )
    .openapi(route('/api/ai/learning-health', 'How healthy learning is, in six figures', LearningHealth), async (c) =>
      c.json(presentHealth(await figures(c, c.req.valid('query').days)), 200),
    )
    .openapi(
      route('/api/ai/performance-report', 'Recognition, actions, learning, top categories, areas to improve', PerformanceReport),
      async (c) => c.json(presentPerformance(await figures(c, c.req.valid('query').days)), 200),
    )
    .openapi(route('/api/ai/learning-report', 'What was learned in the time', LearningReport), async (c) => {
      const { tenant, actor } = callerOf(c);
      const window = lastDays(c.req.valid('query').days, now());
      const [found, methods] = await transact(tenant, actor, (tx) =>
        Promise.all([readLearningFigures(tx, window), readMethodsByDay(tx, window)]),
      );
      return c.json(presentLearningReport(found, methods), 200);
    })
    .openapi(route('/api/ai/method-share', 'By which methods diagnoses were made, day by day', MethodShare), async (c) => {
      const { tenant, actor } = callerOf(c);
      const { days } = c.req.valid('query');
      const window = lastDays(days, now());
      return c.json(presentMethods(window, days, await transact(tenant, actor, (tx) => readMethodsByDay(tx, window))), 200);
    })
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/ai/status',
        tags: ['learning'],
        summary: 'How much was learned here, and how surely',
        middleware: [need('viewer')],
        responses: { 200: answer('The status', AiStatus), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json(presentStatus(await transact(tenant, actor, readKnowledgeStatus)), 200);
      },
    );
}
export type LearningRoutes = ReturnType<typeof createLearningRoutes>;
