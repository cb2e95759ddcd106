import { z } from '@hono/zod-openapi';
import { Cause, Time } from './common.ts';

/** A day, meant as a whole in UTC, or a time. */
const Day = z.union([z.iso.date(), z.iso.datetime({ offset: true })], 'must be a date (2026-11-24) or a time with its offset');

export const ImportRequest = z
  .strictObject({
    startDate: Day.openapi({ example: '2026-11-01' }),
    endDate: Day.openapi({ example: '2026-11-24', description: 'A day is meant to its end.' }),
    includeFailures: z.boolean().default(true).openapi({ description: 'Whether failures become cases; otherwise runs are only counted.' }),
  })
  .refine(({ startDate, endDate }) => Date.parse(startDate) <= Date.parse(endDate), {
    path: ['endDate'],
    message: 'must not be before startDate',
  })
  .openapi('ImportRequest');

export const ImportState = z
  .object({
    id: z.string(),
    platform: z.string(),
    state: z.enum(['running', 'done', 'failed']),
    error: z.string().nullable(),
    from: Time,
    until: Time,
    runs: z.number().int().openapi({ description: 'Ended runs in the range; 0 while it runs.' }),
    failed: z.number().int(),
    opened: z.number().int().openapi({ description: 'Cases that were new.' }),
    leftToSweep: z.number().int().openapi({ description: 'Failures so fresh that they are the sweep’s, which acts on them.' }),
    causes: z.array(z.object({ cause: Cause.nullable(), count: z.number().int() })).openapi({
      description: 'How the imported failures of the range were diagnosed so far; null is not diagnosed yet.',
    }),
  })
  .openapi('ImportState');
