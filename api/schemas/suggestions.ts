import { z } from '@hono/zod-openapi';
import { suggestionSources, suggestionStates } from '../../store/reads/suggestions.ts';
import { Action, Cause, Method, Origin, Severity, Time } from './common.ts';
import { RuleRequest } from './rules.ts';

export const SuggestionShape = z
  .object({
    id: z.string(),
    source: z.enum(suggestionSources),
    template: z.string(),
    pattern: z.string(),
    title: z.string(),
    cause: Cause,
    origin: Origin,
    action: Action,
    severity: Severity,
    support: z.number().int(),
    examples: z.array(z.string()),
    state: z.enum(suggestionStates),
    reason: z.string().nullable(),
    ruleId: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: Time.nullable(),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi('RuleSuggestion');
export type SuggestionShape = z.infer<typeof SuggestionShape>;

export const SuggestionQuery = z.object({
  state: z.enum(suggestionStates).optional(),
  source: z.enum(suggestionSources).optional(),
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const AnalysisRequest = z
  .object({
    source: z.enum(suggestionSources).default('corrections'),
    minCount: z.number().int().min(1).max(10_000).optional().openapi({ description: 'Default 3 for corrections, 5 for the model' }),
    top: z.number().int().min(1).max(1_000).default(20).openapi({ description: 'Most suggestions per origin' }),
    hours: z.number().int().min(1).max(87_600).default(720).openapi({ description: 'How far back verdicts of the model are looked at' }),
  })
  .strict()
  .openapi('RuleAnalysis');
export const AnalysisAnswer = z.object({ looked: z.number().int(), items: z.array(SuggestionShape) }).openapi('RuleAnalysisAnswer');
export type AnalysisAnswer = z.infer<typeof AnalysisAnswer>;

const window = {
  days: z.number().int().min(1).max(365).default(90),
  limit: z.number().int().min(1).max(5_000).default(1_000).openapi({ description: 'Most cases that are looked at, newest first' }),
};
export const EntryReplayRequest = z.object(window).strict().openapi('KnowledgeReplayRequest');
export const ReplayRequest = z
  .object({
    rule: RuleRequest.optional(),
    ruleId: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .openapi({ description: 'With `rule`: it would replace this one. Alone: what if this one were gone' }),
    suggestionId: z.string().min(1).max(100).optional(),
    ...window,
  })
  .strict()
  .refine((body) => body.rule !== undefined || body.ruleId !== undefined || body.suggestionId !== undefined, {
    path: ['rule'],
    message: 'one of rule, ruleId and suggestionId is required',
  })
  .openapi('ReplayRequest');

const ReplayedVerdict = z.object({ cause: Cause, origin: Origin, action: Action, confidence: z.number(), method: Method });
export const ReplayAnswer = z
  .object({
    cases: z.number().int(),
    unchanged: z.number().int(),
    better: z.number().int(),
    worse: z.number().int(),
    other: z.number().int().openapi({ description: 'They change, and nobody has settled which verdict is right' }),
    samples: z.array(
      z.object({
        effect: z.enum(['better', 'worse', 'other']),
        incidentId: z.string(),
        job: z.string(),
        at: Time,
        text: z.string(),
        before: ReplayedVerdict,
        after: ReplayedVerdict,
        ruleId: z.string().nullable(),
        truth: z.object({ cause: Cause, origin: Origin, action: Action, by: z.enum(['human', 'outcome']) }).nullable(),
      }),
    ),
  })
  .openapi('ReplayAnswer');
export type ReplayAnswer = z.infer<typeof ReplayAnswer>;

/** Without defaults: what is left out stays as suggested. */
const Differences = z
  .object({
    title: z.string().trim().min(1).max(200),
    pattern: z.string().min(1).max(1000),
    cause: Cause,
    origin: Origin,
    action: Action,
    severity: Severity,
    confidence: z.number().min(0).max(1),
    priority: z.number().int().min(-100).max(100),
    advice: z.string().trim().min(1).max(1000),
  })
  .partial()
  .strict();
export const AcceptRequest = z
  .object({
    rule: Differences.optional(),
    force: z.boolean().default(false).openapi({ description: 'Accept it although stored cases would get a worse verdict' }),
  })
  .strict()
  .openapi('AcceptSuggestion');
export const AcceptAnswer = z
  .object({ ruleId: z.string(), suggestion: SuggestionShape, replay: ReplayAnswer })
  .openapi('AcceptedSuggestion');
export type AcceptAnswer = z.infer<typeof AcceptAnswer>;
export const RejectRequest = z
  .object({ reason: z.string().trim().min(1).max(1000) })
  .strict()
  .openapi('RejectSuggestion');
