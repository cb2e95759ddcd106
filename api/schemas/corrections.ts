import { z } from '@hono/zod-openapi';
import { Action, Cause, Origin, Time } from './common.ts';

const VerdictShape = z.object({ cause: Cause, origin: Origin, action: Action });

export const CorrectionShape = z
  .object({
    id: z.string(),
    source: z.enum(['case', 'csv']),
    incidentId: z.string().nullable(),
    fingerprint: z.string(),
    text: z.string(),
    before: VerdictShape.nullable(),
    after: VerdictShape,
    reason: z.string(),
    person: z.string(),
    at: Time,
  })
  .openapi('Correction');
export type CorrectionShape = z.infer<typeof CorrectionShape>;

export const CorrectionFilter = z.object({
  person: z.string().max(320).optional(),
  source: z.enum(['case', 'csv']).optional(),
  incident: z.string().max(100).optional(),
  cause: Cause.optional(),
  origin: Origin.optional(),
  q: z.string().max(200).optional(),
  since: Time.optional(),
  until: Time.optional(),
});
export const CorrectionQuery = CorrectionFilter.extend({
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const CorrectionImport = z
  .object({
    csv: z
      .string()
      .min(1)
      .openapi({ description: 'The CSV of a failure report, with "Corrected Category", "Corrected Cause" or "Corrected Action"' }),
    person: z.email().max(320).optional().openapi({ description: 'Who made the corrections; the caller where it is left out' }),
    firstLine: z
      .number()
      .int()
      .min(1)
      .default(1)
      .openapi({ description: 'For a part of a file: the line of its first row after the heading, minus one' }),
  })
  .strict()
  .openapi('CorrectionImport');
export const CorrectionImportAnswer = z
  .object({
    imported: z.number().int(),
    /** Imported before, from the same row. */
    repeated: z.number().int(),
    /** Rows in which nothing was corrected. */
    skipped: z.number().int(),
    problems: z.array(z.object({ line: z.number().int(), column: z.string().nullable(), message: z.string() })),
  })
  .openapi('CorrectionImportAnswer');
export type CorrectionImportAnswer = z.infer<typeof CorrectionImportAnswer>;
