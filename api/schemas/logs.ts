import { z } from '@hono/zod-openapi';
import { remedies } from '../../domain/logs/log-patterns.ts';
import { Action, Cause, Method, Origin, Parameters, Severity } from './common.ts';

const Text = z.string().min(1).max(200_000);
const Name = z.string().trim().max(200);

/** A log line: taken apart already, or as it was written, in `message`. Fields that are given win over what the line says. */
export const LogAnalysisRequest = z
  .object({
    timestamp: z.string().trim().max(100).optional().openapi({ description: 'ISO 8601; a time without a zone is UTC' }),
    service: Name.optional(),
    level: Name.optional(),
    message: Text.openapi({ example: '[2026-01-14 03:05:09] ERROR [redis] Out of memory' }),
    metadata: Parameters.optional().openapi({ example: { dag_id: 'nightly', task_id: 'load', memory_usage: '95%' } }),
    open_incident: z
      .boolean()
      .default(false)
      .openapi({ description: 'Open a case for it, as a failed run would; the same trouble of a service within an hour is one case' }),
    expected_category: z.string().trim().min(1).max(100).optional().openapi({ description: 'Answered with `category_fits`' }),
  })
  .strict()
  .openapi('LogAnalysisRequest');

export const LogAnalysisAnswer = z
  .object({
    pattern_matched: z.string().nullable(),
    category: z.string(),
    severity: Severity,
    service: z.string().nullable(),
    confidence: z.number(),
    recommended_action: z.string().openapi({ description: 'What operators usually do, or the action of a case; starts nothing' }),
    recommended_actions: z.array(z.enum(remedies)),
    cause: Cause,
    origin: Origin,
    action: Action,
    method: Method,
    root_cause: z.string(),
    timestamp: z.string().nullable(),
    level: z.string().nullable(),
    message: z.string(),
    metadata: Parameters,
    knowledge: z
      .object({ id: z.string(), title: z.string(), category: z.string().nullable(), solution: z.string(), score: z.number() })
      .nullable()
      .openapi({ description: 'The entry of the knowledge base that is about the same' }),
    category_fits: z.boolean().nullable(),
    incident_id: z.string().nullable().openapi({ description: 'The case that was opened, or that is open already' }),
  })
  .openapi('LogAnalysis');

export const ClassifyRequest = z
  .object({
    code: z
      .union([z.string().trim().max(200), z.number()])
      .optional()
      .openapi({ description: 'HTTP status or error code' }),
    message: Text,
    exception: z.string().trim().max(500).optional(),
    details: z.union([z.string().max(200_000), z.record(z.string(), z.unknown())]).optional(),
    use_llm_fallback: z.boolean().default(false),
  })
  .strict()
  .openapi('ClassifyRequest');

export const ClassifyAnswer = z
  .object({
    category: Origin,
    cause: Cause,
    action: Action,
    reasoning: z.string(),
    confidence: z.number(),
    method: Method,
    quotes: z.array(z.string()),
  })
  .openapi('Classification');
