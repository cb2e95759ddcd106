import type { z } from '@hono/zod-openapi';
import { createRoute } from '@hono/zod-openapi';
import type { FeedbackKind } from '../../store/feedback.ts';
import { giveFeedback } from '../../store/outcome-feedback.ts';
import { listReview } from '../../store/reads/feedback.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { answer, body, createRouter, errors, writeErrors } from '../router.ts';
import { pageOf } from '../schemas/common.ts';
import { FeedbackReviewItem, FeedbackReviewQuery, OutcomeFeedbackRequest, outcomeIn } from '../schemas/feedback.ts';

type Given = z.output<typeof OutcomeFeedbackRequest>;

/** What it says, in one word: what is named, else whether the action was right, else what came of it. */
function kindOf(given: Given, outcome: 'success' | 'failure' | null): FeedbackKind {
  if (given.kind !== undefined) return given.kind;
  if (given.action_correct !== undefined) return given.action_correct ? 'correct' : 'wrong_action';
  return outcome === 'failure' ? 'outcome_failure' : 'outcome_success';
}

function toFeedback(given: Given) {
  const outcome = outcomeIn(given.outcome) ?? outcomeIn(given.actual_outcome);
  return {
    kind: kindOf(given, outcome),
    incidentId: given.incident_id ?? null,
    decisionId: given.decision_id ?? null,
    originalDecision: given.original_decision ?? null,
    actualOutcome: given.actual_outcome ?? null,
    actionTaken: given.action_taken ?? null,
    outcome,
    resolutionSeconds: given.resolution_time ?? null,
    updateConfidence: given.update_confidence ?? false,
    speedRating: given.speed_rating ?? null,
    effectivenessRating: given.effectiveness_rating ?? null,
    comment: given.comments ?? null,
  };
}

/** Feedback of programs and people on decisions, and the list in which it is reviewed. */
export function createReviewRoutes({ transact }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/feedback',
        tags: ['feedback'],
        summary: 'Say what came of a decision',
        middleware: [need('operator')],
        request: { body: body(OutcomeFeedbackRequest) },
        responses: { 201: answer('Kept', FeedbackReviewItem), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const given = toFeedback(c.req.valid('json'));
        const kept = await transact(tenant, actor, async (tx) => {
          const { id, incidentId } = await giveFeedback(tx, given);
          const { items } = await listReview(tx, { incident: incidentId }, { limit: 200 });
          return items.find((item) => item.id === id);
        });
        return c.json(kept as FeedbackReviewItem, 201);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/feedback',
        tags: ['feedback'],
        summary: 'What people said of decisions, newest first',
        middleware: [need('viewer')],
        request: { query: FeedbackReviewQuery },
        responses: { 200: answer('Feedback with the cases that it is about', pageOf(FeedbackReviewItem)), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { cursor, limit, kind, ...filter } = c.req.valid('query');
        const named = kind === 'false_positive' ? 'false-positive' : kind;
        const page = await transact(tenant, actor, (tx) => listReview(tx, { ...filter, kind: named }, { limit, cursor }));
        return c.json({ items: page.items.map((item) => ({ ...item, body: { ...item.body } })), nextCursor: page.nextCursor }, 200);
      },
    );
}
export type ReviewRoutes = ReturnType<typeof createReviewRoutes>;
