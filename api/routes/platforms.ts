import { createRoute, z } from '@hono/zod-openapi';
import { listPlatforms, readPlatformDetail } from '../../store/reads/platforms.ts';
import { recordSweepRequest } from '../../store/start-requests.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { answer, createRouter, errors, IdParam, writeErrors } from '../router.ts';
import { PlatformShape } from '../schemas/operations.ts';

/** The systems that run jobs. */
export function createPlatformRoutes({ transact, temporal }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/platforms',
        tags: ['platforms'],
        summary: 'The connected platforms',
        middleware: [need('viewer')],
        responses: { 200: answer('All of them', z.object({ items: z.array(PlatformShape) })), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json({ items: await transact(tenant, actor, listPlatforms) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/platforms/{id}/sweep',
        tags: ['platforms'],
        summary: 'Look for failed runs now',
        middleware: [need('operator')],
        request: { params: IdParam },
        responses: { 202: answer('Will be swept', z.object({ workflowId: z.string() })), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { id } = c.req.valid('param');
        await transact(tenant, actor, async (tx) => {
          const platform = await readPlatformDetail(tx, id);
          if (platform === null) throw new AppError('not-found', `There is no platform ${id}`);
          if (platform.capabilities['listsRuns'] !== true) throw new AppError('conflict', `The runs of ${id} cannot be listed`);
          await recordSweepRequest(tx, id);
        });
        return c.json(await temporal.startSweep({ tenantId: tenant, platform: id }), 202);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/platforms/{id}/check',
        tags: ['platforms'],
        summary: 'Look at the connection now',
        description: 'The findings stand with the platform once `checkedAt` has moved on.',
        middleware: [need('operator')],
        request: { params: IdParam },
        responses: { 202: answer('Will be looked at', z.object({ workflowId: z.string() })), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { id } = c.req.valid('param');
        if ((await transact(tenant, actor, (tx) => readPlatformDetail(tx, id))) === null)
          throw new AppError('not-found', `There is no platform ${id}`);
        return c.json(await temporal.startCheck({ tenantId: tenant, platform: id }), 202);
      },
    );
}
export type PlatformRoutes = ReturnType<typeof createPlatformRoutes>;
