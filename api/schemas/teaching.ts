import { z } from '@hono/zod-openapi';
import { compilePattern } from '../../domain/diagnosis/compile-pattern.ts';
import { portableFormat, portableVersion } from '../../domain/knowledge/portable.ts';
import { collections, knowledgeStates, provenances } from '../../domain/knowledge/types.ts';
import { Action, Cause, Origin, Severity, Time } from './common.ts';
import { KnowledgeEntryShape } from './knowledge.ts';

/** Shapes of teaching: what goes in and out of the knowledge base in bulk, and how it is kept in order. */

const share = z.number().min(0).max(1);
const count = z.number().int().min(0).max(1_000_000_000);
const text = (max: number) => z.string().max(max);
const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'])
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true');
const list = z
  .string()
  .max(2_000)
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  );

const Pattern = text(1_000)
  .min(1)
  .refine((pattern) => {
    try {
      compilePattern(pattern);
      return true;
    } catch {
      return false;
    }
  }, 'is not a valid RE2 pattern');

/** An entry as an export writes it; one that was written by hand may leave out what has a default. */
const PortableEntry = z.object({
  id: z.string().regex(/^[\w.:-]{1,100}$/, 'must be 1 to 100 letters, digits and _ . : -'),
  title: text(300).trim().min(1),
  symptom: text(4_100).default(''),
  explanation: text(8_100).default(''),
  solution: text(8_100).default(''),
  collection: text(60).min(1).default(collections.solutions),
  category: text(100).nullable().default(null),
  tags: z.array(text(60)).max(100).default([]),
  patterns: z.array(Pattern).max(100).default([]),
  cause: Cause.nullable().default(null),
  origin: Origin.nullable().default(null),
  action: Action.nullable().default(null),
  severity: Severity.nullable().default(null),
  service: text(200).nullable().default(null),
  confidence: share.default(0.85),
  parentId: text(100).nullable().default(null),
  state: z.enum(knowledgeStates).default('active'),
  provenance: z.enum(provenances).default('import'),
  author: text(300).default('unknown'),
  editedBy: text(300).nullable().default(null),
  sourceIncidentId: text(100).nullable().default(null),
  fingerprint: text(100).nullable().default(null),
  uses: count.default(0),
  successes: count.default(0),
  failures: count.default(0),
  resolutionSeconds: z.number().min(0).nullable().default(null),
  lastUsedAt: Time.nullable().default(null),
  version: count.default(1),
  createdAt: Time.optional(),
  updatedAt: Time.optional(),
});

const Move = z.object({ before: share, after: share, reason: text(2_000), actor: text(300), at: Time });

export const PortableRequest = z
  .object({
    format: z.literal(portableFormat),
    version: z.literal(portableVersion),
    exportedAt: Time.optional(),
    source: text(300).nullable().optional(),
    entries: z.array(PortableEntry).max(20_000),
    metrics: z.unknown().optional(),
    confidenceHistory: z.record(text(100), z.array(Move).max(1_000)).optional(),
  })
  .openapi('PortableKnowledgeRequest');

const rate = z.number().nullable();
export const KnowledgeMetricsShape = z
  .object({
    entries: count,
    uses: count,
    successes: count,
    failures: count,
    successRate: rate,
    averageConfidence: rate,
    byCategory: z.array(
      z.object({
        category: z.string(),
        entries: count,
        successes: count,
        failures: count,
        successRate: rate,
        averageConfidence: z.number(),
      }),
    ),
  })
  .openapi('KnowledgeMetrics');
export const PortableAnswer = z
  .object({
    format: z.literal(portableFormat),
    version: z.literal(portableVersion),
    exportedAt: Time,
    source: z.string().nullable(),
    entries: z.array(KnowledgeEntryShape),
    metrics: KnowledgeMetricsShape.optional(),
    confidenceHistory: z.record(z.string(), z.array(Move)).optional(),
  })
  .openapi('PortableKnowledge');
export type PortableAnswer = z.infer<typeof PortableAnswer>;

export const ExportQuery = z.object({ metrics: flag(false), history: flag(false) });
export const ImportQuery = z.object({
  confidenceAdjustment: z.coerce.number().min(-1).max(1).default(0).openapi({ description: 'Added to each confidence', example: -0.1 }),
  categories: list.openapi({ type: 'string', description: 'Only these categories or causes, separated by commas' }),
  source: z.string().trim().min(1).max(50).optional().openapi({ description: 'Name of the installation; noted with each entry' }),
});
export const ImportAnswer = z
  .object({
    added: count,
    unchanged: count,
    filtered: count,
    different: z
      .array(z.object({ id: z.string(), title: z.string() }))
      .openapi({ description: 'Here already under the same id with other words; left as they are' }),
  })
  .openapi('KnowledgeImport');
export type ImportAnswer = z.infer<typeof ImportAnswer>;

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
