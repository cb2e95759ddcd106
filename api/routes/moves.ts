import type { z } from '@hono/zod-openapi';
import { createRoute } from '@hono/zod-openapi';
import type { InterventionKind } from '../../domain/people/moves.ts';
import { markClosedCaseFalsePositive } from '../../store/feedback.ts';
import type { InterventionPayload } from '../../store/messages.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../env.ts';
import { answerTo, makeMove } from '../moves.ts';
import { answer, body, createRouter, errors, IdParam, writeErrors } from '../router.ts';
import { ErrorBody } from '../schemas/common.ts';
import { InterventionRequest, MoveAnswer, VerdictRequest } from '../schemas/moves.ts';

const moveAnswers = {
  200: answer('Applied', MoveAnswer),
  202: answer('Kept, and applied as soon as a worker takes it; ask again at `url`', MoveAnswer),
  ...writeErrors,
};

const interventionRoute = <Path extends string>(path: Path, summary: string) =>
  createRoute({
    method: 'post',
    path,
    tags: ['moves'],
    summary,
    middleware: [need('operator')],
    request: { params: IdParam, body: body(InterventionRequest) },
    responses: moveAnswers,
  });

const toPayload = ({ reason, solution, cause }: z.output<typeof InterventionRequest>): InterventionPayload => ({
  reason: reason ?? null,
  solution: solution ?? null,
  cause: cause ?? null,
});

/** People's moves in a case. Each is kept first and then handed to the case's workflow, so that none is lost and none is applied twice. */
export function createMoveRoutes(deps: ApiDeps) {
  const intervene = (caller: Caller, id: string, kind: InterventionKind, request: z.output<typeof InterventionRequest>) =>
    makeMove(deps, caller, id, { kind, payload: toPayload(request) });

  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/incidents/{id}/verdict',
        tags: ['moves'],
        summary: 'Approve, amend or reject a proposal, or choose another action',
        middleware: [need('approver')],
        request: { params: IdParam, body: body(VerdictRequest) },
        responses: { ...moveAnswers, 412: answer('The proposal has changed; `details.proposal` is the one that stands now', ErrorBody) },
      }),
      async (c) => {
        const { verdict, hash, reason, parameters, action } = c.req.valid('json');
        const payload = { verdict, hash, reason: reason ?? null, parameters: parameters ?? null, action: action ?? null };
        const reply = await makeMove(deps, callerOf(c), c.req.valid('param').id, { kind: 'verdict', payload });
        return c.json(reply.answer, reply.status);
      },
    )
    .openapi(interventionRoute('/api/incidents/{id}/take-over', 'Take a case over: nothing more is done automatically'), async (c) => {
      const reply = await intervene(callerOf(c), c.req.valid('param').id, 'take-over', c.req.valid('json'));
      return c.json(reply.answer, reply.status);
    })
    .openapi(interventionRoute('/api/incidents/{id}/resolve', 'End a case as resolved'), async (c) => {
      const reply = await intervene(callerOf(c), c.req.valid('param').id, 'resolve', c.req.valid('json'));
      return c.json(reply.answer, reply.status);
    })
    .openapi(interventionRoute('/api/incidents/{id}/cancel', 'End a case without a result'), async (c) => {
      const reply = await intervene(callerOf(c), c.req.valid('param').id, 'cancel', c.req.valid('json'));
      return c.json(reply.answer, reply.status);
    })
    .openapi(interventionRoute('/api/incidents/{id}/false-positive', 'Mark a case, open or closed, as a false positive'), async (c) => {
      const caller = callerOf(c);
      const { id } = c.req.valid('param');
      const request = c.req.valid('json');
      const done = await deps.transact(caller.tenant, caller.actor, (tx) => markClosedCaseFalsePositive(tx, id, request.reason ?? null));
      const reply = done === null ? await intervene(caller, id, 'false-positive', request) : await answerTo(deps, caller, done, 'throw');
      return c.json(reply.answer, reply.status);
    })
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/messages/{id}',
        tags: ['moves'],
        summary: 'What came of a move',
        middleware: [need('viewer')],
        request: { params: IdParam },
        responses: { 200: answer('Applied or refused', MoveAnswer), 202: answer('Still pending', MoveAnswer), ...errors },
      }),
      async (c) => {
        const reply = await answerTo(deps, callerOf(c), c.req.valid('param').id, 'tell');
        return c.json(reply.answer, reply.status);
      },
    );
}
export type MoveRoutes = ReturnType<typeof createMoveRoutes>;
