import { z } from '@hono/zod-openapi';
import { causeDefaults } from '../../domain/diagnosis/rules/define-rules.ts';
import { ownPriority } from '../../domain/diagnosis/tenant-rules.ts';
import { Action, Cause, Origin, Severity, Time } from './common.ts';

const Pattern = z.string().min(1).max(1000).openapi({
  description: 'RE2 syntax, ignoring case; a blank fits any run of white space',
  example: 'payment (?:gateway|provider) rejected',
});
const Kind = z.enum(['phrase', 'exception', 'code', 'keyword']);
const Text = z.string().min(1).max(16_384);
const Example = z.object({ text: Text, matches: z.boolean().default(true) }).strict();
const Tag = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9_-]{0,49}$/, 'must be lower-case letters, digits, _ and -');

/** A rule as a person writes it: what is left out comes from its cause. */
const RuleFields = z
  .object({
    title: z.string().trim().min(1).max(200),
    pattern: Pattern,
    cause: Cause,
    origin: Origin.optional(),
    action: Action.optional(),
    severity: Severity.optional(),
    kind: Kind.default('phrase'),
    confidence: z.number().min(0).max(1).default(0.9),
    priority: z.number().int().min(-100).max(100).default(ownPriority),
    platforms: z.array(z.string().trim().min(1).max(100)).min(1).max(20).optional(),
    advice: z.string().trim().min(1).max(1000).optional(),
    tags: z.array(Tag).max(20).default([]),
    examples: z
      .array(Example)
      .max(20)
      .default([])
      .openapi({ description: 'Texts that the rule has to fit, or with `matches` false must not fit. It is saved only if it does so' }),
    enabled: z.boolean().default(true),
  })
  .strict();
export const RuleRequest = RuleFields.openapi('RuleRequest');
export const RuleUpdate = RuleFields.extend({
  version: z.number().int().min(0).openapi({ description: 'The version that was seen; 0 for a built-in rule as it came' }),
}).openapi('RuleUpdate');
export const RuleSwitch = z
  .object({ enabled: z.boolean(), version: z.number().int().min(0).optional() })
  .strict()
  .openapi('RuleSwitch');

/** The fields of a rule, with the defaults of its cause. */
export function toContent(given: z.output<typeof RuleRequest>) {
  const { tags, examples, enabled, origin, action, severity, platforms, advice, ...rest } = given;
  const defaults = causeDefaults[given.cause];
  const rule = {
    ...rest,
    origin: origin ?? defaults.origin,
    action: action ?? defaults.action,
    severity: severity ?? defaults.severity,
    ...(platforms === undefined ? {} : { platforms }),
    ...(advice === undefined ? {} : { advice }),
  };
  return { rule, tags, examples, enabled };
}

export const RuleShape = z
  .object({
    id: z.string(),
    source: z.enum(['built-in', 'own', 'override']),
    group: z.string(),
    topics: z.array(z.string()),
    tags: z.array(z.string()),
    enabled: z.boolean(),
    version: z.number().int(),
    title: z.string(),
    pattern: z.string(),
    cause: Cause,
    origin: Origin,
    action: Action,
    severity: Severity,
    kind: Kind,
    confidence: z.number(),
    priority: z.number(),
    platforms: z.array(z.string()).nullable(),
    advice: z.string().nullable(),
    examples: z.array(z.object({ text: z.string(), matches: z.boolean() })),
    cost: z.enum(['low', 'medium', 'high']),
    createdBy: z.string().nullable(),
    createdAt: Time.nullable(),
    updatedBy: z.string().nullable(),
    updatedAt: Time.nullable(),
    /** Of the last 90 days. */
    statistics: z.object({
      hits: z.number().int(),
      decided: z.number().int(),
      right: z.number().int(),
      wrong: z.number().int(),
      rightShare: z.number().nullable(),
      lastHitAt: Time.nullable(),
    }),
  })
  .openapi('Rule');
export type RuleShape = z.infer<typeof RuleShape>;

export const RuleQuery = z.object({
  source: z.enum(['built-in', 'own', 'override']).optional(),
  group: z.string().max(100).optional().openapi({ description: 'The part of the id before the slash; `own` for rules of the tenant' }),
  tag: z.string().max(100).optional().openapi({ description: 'A topic such as `database_storage`, or a tag' }),
  cause: Cause.optional(),
  state: z.enum(['enabled', 'disabled']).optional(),
  q: z.string().max(200).optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** What to try: a pattern alone, a whole rule, or the id of one that is there. */
export const RuleTest = z
  .object({
    pattern: Pattern.optional(),
    rule: RuleRequest.optional(),
    ruleId: z.string().min(1).max(200).optional(),
    examples: z
      .array(z.union([Text, z.object({ text: Text, matches: z.boolean().optional() }).strict()]))
      .max(50)
      .default([]),
  })
  .strict()
  .refine((body) => [body.pattern, body.rule, body.ruleId].filter((one) => one !== undefined).length === 1, {
    path: ['pattern'],
    message: 'exactly one of pattern, rule and ruleId is required',
  })
  .openapi('RuleTest');
export const RuleTestAnswer = z
  .object({
    valid: z.boolean(),
    problems: z.array(
      z.object({
        field: z.string(),
        message: z.string(),
        position: z.number().int().nullable().openapi({ description: 'Offset in the pattern' }),
      }),
    ),
    cost: z.object({ class: z.enum(['low', 'medium', 'high']), literals: z.array(z.array(z.string())), reason: z.string() }).nullable(),
    examples: z.array(
      z.object({
        text: z.string(),
        expected: z.boolean().nullable(),
        matches: z.boolean(),
        quotes: z.array(z.string()),
        /** The rule that would decide this text if this one were saved. */
        decidedBy: z.string().nullable(),
      }),
    ),
  })
  .openapi('RuleTestAnswer');
export type RuleTestAnswer = z.infer<typeof RuleTestAnswer>;

export const PatternCategory = z
  .object({
    category: z.string(),
    kind: z.enum(['cause', 'topic']),
    title: z.string(),
    action: Action.nullable(),
    rules: z.number().int(),
    enabled: z.number().int(),
    patterns: z.array(
      z.object({ ruleId: z.string(), title: z.string(), source: z.enum(['built-in', 'own', 'override']), enabled: z.boolean() }),
    ),
  })
  .openapi('PatternCategory');
