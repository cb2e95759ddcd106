import { createRoute } from '@hono/zod-openapi';
import { readSwitch, setSwitch } from '../../store/policies.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { answer, body, createRouter, errors, writeErrors } from '../router.ts';
import { SwitchRequest, SwitchShape } from '../schemas/operations.ts';

/** The one switch over all automation. */
export function createAutomationRoutes({ transact }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/automation',
        tags: ['automation'],
        summary: 'Whether automation is stopped',
        middleware: [need('viewer')],
        responses: { 200: answer('The switch', SwitchShape), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json(await transact(tenant, actor, readSwitch), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/automation',
        tags: ['automation'],
        summary: 'Stop or resume all automation',
        middleware: [need('admin')],
        description: 'Stopped, nothing new is started; what runs already is followed to its end, and people are still told.',
        request: { body: body(SwitchRequest) },
        responses: { 200: answer('The switch', SwitchShape), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { stopped, reason } = c.req.valid('json');
        return c.json(await transact(tenant, actor, (tx) => setSwitch(tx, { stopped, reason: reason || null })), 200);
      },
    );
}
export type AutomationRoutes = ReturnType<typeof createAutomationRoutes>;
