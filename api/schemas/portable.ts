import { z } from '@hono/zod-openapi';
import { compilePattern } from '../../domain/diagnosis/compile-pattern.ts';
import { portableFormat, portableVersion } from '../../domain/knowledge/portable.ts';
import { collections, knowledgeStates, provenances } from '../../domain/knowledge/types.ts';
import { count, flag, share, text } from './bounds.ts';
import { Action, Cause, Origin, Severity, Time } from './common.ts';
import { KnowledgeEntryShape } from './knowledge.ts';

/** A knowledge base as a file, out and in. */

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
