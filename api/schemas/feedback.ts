import { z } from '@hono/zod-openapi';
import { Time } from './common.ts';

const Text = z.string().trim().min(1).max(4000);
const Rating = z.number().int().min(1, 'must be from 1 to 5').max(5, 'must be from 1 to 5');

/** What a person says of a decision in one word, as it is kept; the last one may be written with either sign. */
export const SaidKind = z
  .enum(['correct', 'wrong_category', 'wrong_action', 'outcome_success', 'outcome_failure', 'false_positive', 'false-positive'])
  .transform((kind) => (kind === 'false_positive' ? 'false-positive' : kind));
const failed = /\b(?:fail\w*|wrong|red|worse|error|unresolved|did ?n[o']t|not)\b/i;
const succeeded = /\b(?:success\w*|succe\w+|resolved|fixed|worked|green|ok|correct|right)\b/i;

/** What a text says of an outcome: its last word on it counts, as in "retry → success". */
export const outcomeIn = (text: string | undefined): 'success' | 'failure' | null => {
  if (text === undefined) return null;
  const last = text.split(/→|->|=>|;|,/).at(-1) ?? text;
  return failed.test(last) ? 'failure' : succeeded.test(last) ? 'success' : null;
};

const Outcome = z
  .string()
  .trim()
  .max(200)
  .refine((text) => outcomeIn(text) !== null, 'must say success or failure');

export const OutcomeFeedbackRequest = z
  .object({
    incident_id: z.string().min(1).max(100).optional(),
    decision_id: z.string().min(1).max(200).optional().openapi({ description: 'The id of a decision, or of its proposal' }),
    kind: SaidKind.optional(),
    original_decision: Text.optional(),
    actual_outcome: Outcome.optional().openapi({ example: 'retry → success' }),
    action_taken: Text.optional(),
    outcome: Outcome.optional().openapi({ example: 'success' }),
    resolution_time: z.number().min(0).max(31_536_000).optional().openapi({ description: 'Seconds' }),
    update_confidence: z.boolean().optional().openapi({ description: 'Whether the knowledge behind the decision gains or loses by it' }),
    action_correct: z.boolean().optional(),
    speed_rating: Rating.optional(),
    effectiveness_rating: Rating.optional(),
    comments: Text.optional(),
  })
  .strict()
  .refine((body) => body.incident_id !== undefined || body.decision_id !== undefined, {
    path: ['incident_id'],
    message: 'incident_id or decision_id is required',
  })
  .refine((body) => [body.kind, body.outcome, body.actual_outcome, body.action_correct].some((one) => one !== undefined), {
    path: ['outcome'],
    message: 'one of kind, outcome, actual_outcome and action_correct is required',
  })
  .openapi('OutcomeFeedback');

export const FeedbackReviewItem = z
  .object({
    id: z.string(),
    kind: z.string(),
    body: z.record(z.string(), z.unknown()),
    person: z.string(),
    at: Time,
    incident: z.object({
      id: z.string(),
      job: z.string(),
      status: z.string(),
      cause: z.string().nullable(),
      origin: z.string().nullable(),
      action: z.string().nullable(),
      rootCause: z.string().nullable(),
    }),
  })
  .openapi('FeedbackReviewItem');
export type FeedbackReviewItem = z.infer<typeof FeedbackReviewItem>;

export const FeedbackReviewQuery = z.object({
  kind: z.string().max(40).optional(),
  incident: z.string().max(100).optional(),
  person: z.string().max(320).optional(),
  cause: z.string().max(40).optional(),
  action: z.string().max(40).optional(),
  ratedAtMost: z.coerce.number().int().min(1).max(5).optional(),
  q: z.string().max(200).optional(),
  since: Time.optional(),
  until: Time.optional(),
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const SuppressionShape = z
  .object({
    id: z.string(),
    fingerprint: z.string(),
    incidentId: z.string(),
    rootCause: z.string().nullable(),
    reason: z.string(),
    person: z.string(),
    createdAt: Time,
    revokedAt: Time.nullable(),
    revokedBy: z.string().nullable(),
    failures: z.number().int(),
    ignoredCases: z.number().int(),
    lastFailureAt: Time.nullable(),
  })
  .openapi('Suppression');
export type SuppressionShape = z.infer<typeof SuppressionShape>;
export const SuppressionQuery = z.object({
  state: z.enum(['active', 'revoked']).optional(),
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const SuppressionRequest = z
  .object({ incidentId: z.string().min(1).max(100), reason: z.string().trim().min(1).max(1000) })
  .strict()
  .openapi('SuppressionRequest');
