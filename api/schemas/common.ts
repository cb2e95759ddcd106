import { z } from '@hono/zod-openapi';
import {
  actions,
  causes,
  criticalities,
  diagnosisMethods,
  incidentStatuses,
  origins,
  riskTiers,
  severities,
} from '../../domain/incidents/vocabulary.ts';

/** Shapes that several routes share. Answers are JSON-plain; times are ISO 8601 in UTC. */

export const Time = z.iso.datetime({ offset: true }).openapi({ example: '2026-11-21T03:00:00.000Z' });
export const Status = z.enum(incidentStatuses);
export const Cause = z.enum(causes);
export const Origin = z.enum(origins);
export const Action = z.enum(actions);
export const Severity = z.enum(severities);
export const RiskTier = z.enum(riskTiers);
export const Method = z.enum(diagnosisMethods);
export const Criticality = z.enum(criticalities);
export const ParameterValue = z.union([z.string().max(2000), z.number(), z.boolean()]);
export const Parameters = z.record(z.string().max(200), ParameterValue);

export const ErrorBody = z
  .object({
    error: z.object({
      code: z.enum([
        'invalid',
        'unauthenticated',
        'forbidden',
        'not-found',
        'conflict',
        'closed',
        'stale',
        'too-large',
        'unsupported-media-type',
        'rate-limited',
        'unavailable',
        'internal',
      ]),
      message: z.string(),
      /** By field for `invalid`; the current proposal for `stale`. */
      details: z.record(z.string(), z.unknown()).optional(),
      requestId: z.string(),
    }),
  })
  .openapi('Error');

export const ActorShape = z
  .object({ kind: z.enum(['human', 'api-key', 'platform', 'workflow', 'steward', 'schedule']), id: z.string(), name: z.string() })
  .openapi('Actor');

export const Change = z
  .object({ name: z.string(), before: ParameterValue.nullable(), after: ParameterValue, unit: z.string().nullable() })
  .openapi('ParameterChange');

export const TunableShape = z
  .object({
    name: z.string(),
    type: z.enum(['integer', 'number']),
    unit: z.string().nullable(),
    min: z.number(),
    max: z.number(),
    step: z.number(),
    default: z.number(),
  })
  .openapi('Tunable');

/** A page: pass `nextCursor` as `cursor` for the next one; null at the end. */
export const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
