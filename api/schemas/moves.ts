import { z } from '@hono/zod-openapi';
import { interventionKinds, verdictKinds } from '../../domain/people/moves.ts';
import { Action, Cause, Origin, Parameters, Status } from './common.ts';
import { SaidKind } from './feedback.ts';

const Reason = z.string().trim().max(4000);

export const VerdictRequest = z
  .object({
    verdict: z.enum(verdictKinds),
    hash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the hash of the proposal that was seen'),
    reason: Reason.optional(),
    parameters: Parameters.optional(),
    action: Action.optional(),
  })
  .strict()
  .refine((body) => body.verdict !== 'reject' || (body.reason ?? '') !== '', { path: ['reason'], message: 'is required to reject' })
  .refine((body) => body.verdict !== 'amend' || Object.keys(body.parameters ?? {}).length > 0, {
    path: ['parameters'],
    message: 'is required to amend',
  })
  .refine((body) => body.verdict !== 'other-action' || body.action !== undefined, {
    path: ['action'],
    message: 'is required to choose another action',
  })
  .openapi('VerdictRequest');

export const InterventionRequest = z
  .object({ reason: Reason.optional(), solution: Reason.optional(), cause: Cause.optional() })
  .strict()
  .openapi('InterventionRequest');

/** What came of a move. `pending`: it is kept and will be delivered; ask again at `url`. */
export const MoveAnswer = z
  .object({
    messageId: z.string(),
    state: z.enum(['applied', 'pending', 'refused']),
    kind: z.enum(['verdict', ...interventionKinds]),
    status: Status,
    message: z.string().nullable(),
    url: z.string(),
  })
  .openapi('MoveAnswer');

export const CommentRequest = z
  .object({ text: z.string().trim().min(1).max(10_000) })
  .strict()
  .openapi('CommentRequest');
export const CorrectionRequest = z
  .object({ cause: Cause.optional(), origin: Origin.optional(), action: Action.optional(), reason: Reason.min(1) })
  .strict()
  .refine((body) => body.cause !== undefined || body.origin !== undefined || body.action !== undefined, {
    path: ['cause'],
    message: 'at least one of cause, origin and action is required',
  })
  .openapi('CorrectionRequest');
export const FeedbackRequest = z
  .object({
    kind: SaidKind,
    speedRating: z.number().int().min(1).max(5).optional(),
    effectivenessRating: z.number().int().min(1).max(5).optional(),
    comment: Reason.optional(),
  })
  .strict()
  .openapi('FeedbackRequest');
