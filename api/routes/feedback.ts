import { createRoute, z } from '@hono/zod-openapi';
import { addComment, addFeedback, correctDiagnosis, type Feedback } from '../../store/feedback.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { answer, body, createRouter, IdParam, writeErrors } from '../router.ts';
import { ActorShape, Time } from '../schemas/common.ts';
import { CommentRequest, CorrectionRequest, FeedbackRequest } from '../schemas/moves.ts';

const FeedbackShape = z
  .object({ id: z.string(), kind: z.string(), body: z.record(z.string(), z.unknown()), actor: ActorShape, at: Time })
  .openapi('Feedback');

const present = ({ id, kind, body: said, actor, at }: Feedback) => ({
  id,
  kind,
  body: { ...said },
  actor: { kind: actor.kind, id: actor.id, name: actor.name },
  at,
});

/** What people say about a case. It works on open and closed cases alike. */
export function createFeedbackRoutes({ transact, settings }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/incidents/{id}/comments',
        tags: ['feedback'],
        summary: 'Add a comment',
        middleware: [need('operator')],
        request: { params: IdParam, body: body(CommentRequest) },
        responses: { 201: answer('Added', FeedbackShape), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json(
          present(await transact(tenant, actor, (tx) => addComment(tx, c.req.valid('param').id, c.req.valid('json').text))),
          201,
        );
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/incidents/{id}/corrections',
        tags: ['feedback'],
        summary: 'Correct the diagnosis',
        description: 'It holds from now on for every failure with the same fingerprint, before any rule.',
        middleware: [need('operator')],
        request: { params: IdParam, body: body(CorrectionRequest) },
        responses: { 201: answer('Corrected', FeedbackShape), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { cause, origin, action, reason } = c.req.valid('json');
        const given = { cause: cause ?? null, origin: origin ?? null, action: action ?? null, reason, secrets: settings.secrets };
        return c.json(present(await transact(tenant, actor, (tx) => correctDiagnosis(tx, c.req.valid('param').id, given))), 201);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/incidents/{id}/feedback',
        tags: ['feedback'],
        summary: 'Rate what Nightshift did',
        middleware: [need('operator')],
        request: { params: IdParam, body: body(FeedbackRequest) },
        responses: { 201: answer('Kept', FeedbackShape), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { kind, speedRating, effectivenessRating, comment } = c.req.valid('json');
        const given = {
          kind,
          speedRating: speedRating ?? null,
          effectivenessRating: effectivenessRating ?? null,
          comment: comment ?? null,
        };
        return c.json(present(await transact(tenant, actor, (tx) => addFeedback(tx, c.req.valid('param').id, given))), 201);
      },
    );
}
export type FeedbackRoutes = ReturnType<typeof createFeedbackRoutes>;
