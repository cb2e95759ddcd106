import { createRoute } from '@hono/zod-openapi';
import { listSuppressions } from '../../store/reads/suppressions.ts';
import { revokeSuppression, suppressFailure } from '../../store/suppressions.ts';
import type { Tx } from '../../store/tx.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { Silence } from '../intake/silence.ts';
import { answer, body, createRouter, errors, IdParam, writeErrors } from '../router.ts';
import { pageOf } from '../schemas/common.ts';
import { SuppressionQuery, SuppressionRequest, SuppressionShape } from '../schemas/feedback.ts';

async function readOne(tx: Tx, id: string): Promise<SuppressionShape> {
  const [found] = (await listSuppressions(tx, { id }, { limit: 1 })).items;
  if (found === undefined) throw new AppError('not-found', `There is no suppression ${id}`);
  return found;
}

/** Failures that open no case any more, because a person said that they are none. */
export function createSuppressionRoutes({ transact }: ApiDeps, silence: Silence) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/suppressions',
        tags: ['feedback'],
        summary: 'List silenced failures with how often they came since',
        middleware: [need('viewer')],
        request: { query: SuppressionQuery },
        responses: { 200: answer('Silenced failures', pageOf(SuppressionShape)), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { state, limit, cursor } = c.req.valid('query');
        const page = await transact(tenant, actor, (tx) => listSuppressions(tx, { state }, { limit, cursor }));
        return c.json({ items: [...page.items], nextCursor: page.nextCursor }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/suppressions',
        tags: ['feedback'],
        summary: 'Silence the failure of a case',
        description: 'The same failure opens no case any more: it is noted in the case that it was silenced in. It can be revoked.',
        middleware: [need('approver')],
        request: { body: body(SuppressionRequest) },
        responses: { 201: answer('Silenced', SuppressionShape), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { incidentId, reason } = c.req.valid('json');
        const made = await transact(tenant, actor, async (tx) => readOne(tx, await suppressFailure(tx, incidentId, reason)));
        silence.forget(tenant);
        return c.json(made, 201);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/api/suppressions/{id}',
        tags: ['feedback'],
        summary: 'Let the failure open cases again',
        middleware: [need('approver')],
        request: { params: IdParam },
        responses: { 200: answer('Revoked', SuppressionShape), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { id } = c.req.valid('param');
        const ended = await transact(tenant, actor, async (tx) => {
          await revokeSuppression(tx, id);
          return readOne(tx, id);
        });
        silence.forget(tenant);
        return c.json(ended, 200);
      },
    );
}
export type SuppressionRoutes = ReturnType<typeof createSuppressionRoutes>;
