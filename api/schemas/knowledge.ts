import { z } from '@hono/zod-openapi';
import { knowledgeStates, provenances } from '../../domain/knowledge/types.ts';
import { Action, ActorShape, Cause, Origin, Severity, Time } from './common.ts';

/** Shapes of the knowledge base. */

const share = z.number().min(0).max(1);
const text = (max: number) => z.string().trim().max(max);
const name = text(100).min(1);
const word = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:/-]*$/u, 'must begin with a letter or digit and hold only letters, digits, blanks and . _ : / -');

export const KnowledgeState = z.enum(knowledgeStates);
export const KnowledgeProvenance = z.enum(provenances);
export const KnowledgeCollection = word;

export const KnowledgeEntryShape = z
  .object({
    id: z.string(),
    title: z.string(),
    symptom: z.string(),
    explanation: z.string(),
    solution: z.string(),
    collection: z.string(),
    category: z.string().nullable(),
    tags: z.array(z.string()),
    patterns: z.array(z.string()),
    cause: Cause.nullable(),
    origin: Origin.nullable(),
    action: Action.nullable(),
    severity: Severity.nullable(),
    service: z.string().nullable(),
    confidence: z.number(),
    state: KnowledgeState,
    provenance: KnowledgeProvenance,
    author: z.string(),
    editedBy: z.string().nullable(),
    parentId: z.string().nullable(),
    sourceIncidentId: z.string().nullable(),
    fingerprint: z.string().nullable(),
    uses: z.number().int(),
    successes: z.number().int(),
    failures: z.number().int(),
    resolutionSeconds: z.number().nullable(),
    lastUsedAt: Time.nullable(),
    version: z.number().int(),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi('KnowledgeEntry');

const content = {
  symptom: text(4_000),
  explanation: text(8_000),
  solution: text(8_000),
  collection: KnowledgeCollection,
  category: name.nullable(),
  tags: z.array(word).max(30),
  patterns: z.array(z.string().min(1).max(1_000)).max(50).openapi({ description: 'RE2 syntax, matched ignoring case' }),
  cause: Cause.nullable(),
  origin: Origin.nullable(),
  action: Action.nullable(),
  severity: Severity.nullable(),
  service: text(200).min(1).nullable(),
  parentId: z.string().min(1).max(100).nullable(),
};

export const KnowledgeRequest = z
  .object({
    title: text(300).min(1),
    ...content,
    confidence: share,
    state: z.enum(['candidate', 'active']).openapi({ description: 'Default: active. A candidate is used only after it was confirmed' }),
    provenance: z.enum(['person', 'import']),
  })
  .partial()
  .required({ title: true })
  .strict()
  .refine((entry) => (entry.symptom ?? '') !== '' || (entry.patterns ?? []).length > 0, {
    path: ['symptom'],
    message: 'say what the failure looks like: symptom or patterns',
  })
  .openapi('KnowledgeRequest');

export const KnowledgeChange = z
  .object({ version: z.number().int().min(1), title: text(300).min(1).optional(), ...z.object(content).partial().shape })
  .strict()
  .openapi('KnowledgeChange');

export const KnowledgeListQuery = z.object({
  collection: z.string().max(60).optional(),
  tag: z.string().max(60).optional(),
  category: z.string().max(100).optional(),
  state: KnowledgeState.optional(),
  q: z.string().trim().max(200).optional().openapi({ description: 'Words in title, symptom or solution' }),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const KnowledgeSearchQuery = z.object({
  q: z.string().trim().min(1).max(4_000).openapi({ description: 'Error text', example: 'Cannot connect to Redis instance' }),
  service: z.string().trim().max(200).optional(),
  severity: Severity.optional(),
  collection: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(10),
});

export const KnowledgeParts = z
  .object({
    similarity: z.number(),
    fusion: z.number(),
    pattern: z.number(),
    tags: z.number(),
    service: z.number(),
    severity: z.number(),
    recency: z.number(),
    success: z.number(),
  })
  .openapi('KnowledgeScoreParts');
/** An entry that a case's diagnosis consulted. */
export const ConsultedEntryShape = z
  .object({
    id: z.string(),
    title: z.string(),
    solution: z.string(),
    cause: Cause.nullable(),
    state: z.string(),
    round: z.number().int(),
    score: z.number(),
    parts: KnowledgeParts,
    decided: z.boolean(),
  })
  .openapi('ConsultedKnowledgeEntry');
export const KnowledgeHit = z
  .object({
    entry: KnowledgeEntryShape,
    score: z.number(),
    parts: KnowledgeParts,
  })
  .openapi('KnowledgeHit');
export const KnowledgeSearchAnswer = z
  .object({ items: z.array(KnowledgeHit), cached: z.boolean().openapi({ description: 'Answered without asking the database' }) })
  .openapi('KnowledgeSearch');

export const KnowledgeComment = z.object({ id: z.string(), text: z.string(), actor: ActorShape, at: Time }).openapi('KnowledgeComment');
export const KnowledgeCommentRequest = z
  .object({ text: text(4_000).min(1) })
  .strict()
  .openapi('KnowledgeCommentRequest');
export const KnowledgeConfidenceRequest = z
  .object({ confidence: share, reason: text(1_000).min(1) })
  .strict()
  .openapi('KnowledgeConfidenceRequest');
export const KnowledgeOutcomeRequest = z
  .object({ success: z.boolean(), resolutionSeconds: z.number().min(0).max(31_536_000).optional(), reason: text(1_000).optional() })
  .strict()
  .openapi('KnowledgeOutcomeRequest');

export const KnowledgeConfidenceChange = z
  .object({ before: z.number(), after: z.number(), reason: z.string(), actor: ActorShape, at: Time })
  .openapi('KnowledgeConfidenceChange');
export const KnowledgeHistory = z
  .object({
    confidence: z.array(KnowledgeConfidenceChange),
    record: z.array(z.object({ kind: z.string(), summary: z.string(), actor: ActorShape, at: Time })),
  })
  .openapi('KnowledgeHistory');
export const KnowledgeDetail = KnowledgeEntryShape.extend({
  comments: z.array(KnowledgeComment),
  parent: z.object({ id: z.string(), title: z.string() }).nullable(),
  children: z.array(z.object({ id: z.string(), title: z.string() })),
}).openapi('KnowledgeDetail');

export const KnowledgeStats = z
  .object({
    entries: z.number().int(),
    byState: z.record(z.string(), z.number().int()),
    byCollection: z.array(
      z.object({ collection: z.string(), candidate: z.number().int(), active: z.number().int(), retired: z.number().int() }),
    ),
    byCategory: z.array(z.object({ category: z.string(), entries: z.number().int() })),
    growth: z.array(z.object({ day: z.string(), added: z.number().int() })).openapi({ description: 'Entries added a day, last 30 days' }),
    averageConfidence: z.number().nullable(),
    successRate: z.number().nullable().openapi({ description: 'Successes among all outcomes of entries' }),
    coverage: z.number().nullable().openapi({ description: 'Share of the incidents of the last 30 days for which an entry was found' }),
  })
  .openapi('KnowledgeStats');

export const KnowledgeEmbedding = z
  .object({
    model: z.string(),
    dimensions: z.number().int().nullable(),
    source: z.enum(['local', 'endpoint']),
    entries: z.number().int(),
    embedded: z.number().int(),
    pending: z.number().int(),
    progress: z.number(),
    lastError: z.string().nullable(),
  })
  .openapi('KnowledgeEmbedding');
