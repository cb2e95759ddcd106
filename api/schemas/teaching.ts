import { z } from '@hono/zod-openapi';
import { knowledgeStates } from '../../domain/knowledge/types.ts';
import { count, flag, share, text } from './bounds.ts';
import { Time } from './common.ts';

/** Shapes of teaching: histories, checks, cleaning, and when the product may learn by itself. */

/** A CSV file inside JSON. */
export const CsvRequest = z
  .object({
    csv: text(1_000_000).optional(),
    firstLine: z.number().int().min(1).optional().openapi({ description: 'Where the file begins, when a large one is sent in parts' }),
  })
  .strict()
  .openapi('CsvRequest');

export const HistoryQuery = z.object({
  autoLearn: flag(false).openapi({ type: 'string', description: 'Turn them into knowledge entries' }),
  dryRun: flag(false).openapi({ type: 'string', description: 'Only look for bad rows' }),
  source: z.string().trim().max(200).optional().openapi({ description: 'Name of the file' }),
});
export const RowProblemShape = z.object({ line: z.number().int(), field: z.string(), message: z.string() }).openapi('RowProblem');
const LearnedShape = z.object({
  id: z.string(),
  title: z.string(),
  category: z.string().nullable(),
  confidence: z.number(),
  state: z.enum(knowledgeStates),
});
export const HistoryAnswer = z
  .object({
    rows: count,
    imported: count,
    known: count.openapi({ description: 'Imported before' }),
    problems: z.array(RowProblemShape),
    learned: z.array(LearnedShape).openapi({ description: 'New entries' }),
    strengthened: z.array(LearnedShape).openapi({ description: 'Entries that were there and gained outcomes' }),
    leftOut: count.openapi({ description: 'Kinds of trouble that the learning settings leave out' }),
  })
  .openapi('HistoryImport');
export type HistoryAnswer = z.infer<typeof HistoryAnswer>;

export const ValidateQuery = z.object({ duplicates: flag(true), missingFields: flag(true), patternConflicts: flag(true) });
const Kind = z.enum(['incident', 'entry']);
export const TrainingReportShape = z
  .object({
    checked: z.object({ incidents: count, entries: count }),
    duplicates: z.array(z.object({ kind: Kind, title: z.string(), ids: z.array(z.string()) })).nullable(),
    missingFields: z.array(z.object({ kind: Kind, id: z.string(), title: z.string(), fields: z.array(z.string()) })).nullable(),
    patternConflicts: z
      .array(
        z.object({
          pattern: z.string(),
          reason: z.string(),
          message: z.string(),
          entries: z.array(z.object({ id: z.string(), title: z.string(), category: z.string().nullable() })),
        }),
      )
      .nullable(),
    irregular: z.array(z.object({ kind: Kind, id: z.string(), field: z.string(), value: z.string() })),
    badRows: z.array(RowProblemShape).openapi({ description: 'Rows of a file that cannot be read' }),
    problems: count,
  })
  .openapi('TrainingReport');
export type TrainingReportShape = z.infer<typeof TrainingReportShape>;

const Steps = {
  removeDuplicates: z.boolean().default(false),
  standardizeTimestamps: z.boolean().default(false),
  normalizeServiceNames: z.boolean().default(false),
  mergeSimilarPatterns: z.boolean().default(false),
};
export const CleanRequest = z
  .object({ dryRun: z.boolean().default(false), ...Steps })
  .strict()
  .refine(({ dryRun: _, ...steps }) => Object.values(steps).includes(true), {
    path: ['removeDuplicates'],
    message: 'name at least one step: removeDuplicates, standardizeTimestamps, normalizeServiceNames or mergeSimilarPatterns',
  })
  .openapi('CleanRequest');
const Fields = z.record(z.string(), z.unknown());
export const CleanAnswer = z
  .object({
    undoId: z.string().nullable(),
    counts: z.object({
      removeDuplicates: count,
      standardizeTimestamps: count,
      normalizeServiceNames: count,
      mergeSimilarPatterns: count,
    }),
    changes: z.array(z.object({ step: z.string(), kind: Kind, id: z.string(), before: Fields, after: Fields })),
  })
  .openapi('Cleaning');
export type CleanAnswer = z.infer<typeof CleanAnswer>;
export const UndoAnswer = z
  .object({ restored: count, skipped: z.array(z.object({ kind: z.string(), id: z.string() })) })
  .openapi('CleaningUndone');

export const LearningChange = z
  .object({
    enabled: z.boolean(),
    patternTypes: z.array(text(100).trim().min(1)).max(100),
    confidenceThreshold: share,
    requireSuccesses: z.number().int().min(1).max(1_000),
    note: text(1_000).trim(),
    version: z.number().int().min(0),
  })
  .partial()
  .strict()
  .openapi('LearningSettingsChange');
export const LearningShape = z
  .object({
    version: z.number().int(),
    enabled: z.boolean(),
    patternTypes: z.array(z.string()),
    confidenceThreshold: z.number(),
    requireSuccesses: z.number().int(),
    createdBy: z.string().nullable(),
    createdAt: Time.nullable(),
    note: z.string().nullable(),
  })
  .openapi('LearningSettings');
export type LearningShape = z.infer<typeof LearningShape>;
