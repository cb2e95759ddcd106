import { z } from '@hono/zod-openapi';
import { reviewReasons } from '../../store/reads/review-queue.ts';
import { Time } from './common.ts';
import { IncidentSummary } from './incidents.ts';

const Days = z.coerce.number().int().min(1).max(365).default(30);

export const ReviewQueueQuery = z.object({
  show: z.enum(['waiting', 'judged', 'all']).default('waiting'),
  reason: z.enum(reviewReasons).optional(),
  days: Days,
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const ReviewQueueItem = z
  .object({
    incident: IncidentSummary,
    reasons: z
      .array(z.enum(reviewReasons))
      .openapi({ description: 'Why a person should look; `disagreement`: stages named different causes' }),
    judged: z
      .object({ kind: z.string(), person: z.string(), at: Time })
      .nullable()
      .openapi({ description: 'What a person said of it last' }),
  })
  .openapi('ReviewQueueItem');

export const ReviewCountQuery = z.object({ days: Days });
export const ReviewCount = z
  .object({ diagnoses: z.number().int(), suggestions: z.number().int(), candidates: z.number().int() })
  .openapi('ReviewCount');
