import { z } from '@hono/zod-openapi';
import { Action, Cause, Method, Time } from './common.ts';

/** A share with what it is made of. `value` is null where there is nothing to divide by. */
export const RatioShape = z
  .object({ value: z.number().nullable(), numerator: z.number(), denominator: z.number() })
  .openapi('Ratio', { description: 'value = numerator / denominator, four decimals; null where there is nothing to divide by' });

export const DaysQuery = z.object({
  days: z.coerce.number().int().min(1).max(3650).default(30).openapi({ description: 'How many days back the figures look' }),
});

const Window = { days: z.number(), since: Time, until: Time };
const Group = RatioShape.extend({ decisions: z.number().int() });

export const RecommendationShape = z
  .object({
    text: z.string(),
    action: Action,
    cause: Cause,
    right: z.number().int(),
    judged: z.number().int(),
    proposal: Action.nullable(),
    plain: z.string().openapi({ description: 'The same without the names of causes and actions' }),
  })
  .openapi('Recommendation');

export const FeedbackMetrics = z
  .object({
    ...Window,
    overall: z.object({ decisions: RatioShape, diagnoses: RatioShape }),
    by_action: z.array(Group.extend({ action: Action })),
    by_cause: z.array(Group.extend({ cause: Cause })),
    by_action_and_cause: z.array(Group.extend({ action: Action, cause: Cause })),
    recommendations: z.array(RecommendationShape),
  })
  .openapi('FeedbackMetrics');

const Percentiles = z
  .object({
    count: z.number().int(),
    mean: z.number().nullable(),
    p50: z.number().nullable(),
    p90: z.number().nullable(),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
  })
  .openapi('Percentiles', { description: 'Seconds' });

export const AiMetrics = z
  .object({
    ...Window,
    recognition_accuracy: RatioShape,
    action_success_rate: RatioShape,
    false_positive_rate: RatioShape,
    learning_velocity: RatioShape.openapi({ description: 'Patterns per week' }),
    confidence_calibration: RatioShape,
    human_feedback_ratio: RatioShape,
    knowledge_base_coverage: RatioShape,
    pattern_diversity: RatioShape,
    action_success_by_action: z.array(RatioShape.extend({ action: Action })),
    time_to_detect: Percentiles,
    time_to_resolve: Percentiles,
  })
  .openapi('AiMetrics');

/** Exactly these six; what they are made of is in `/api/ai/metrics`. */
export const LearningHealth = z
  .object({
    learning_velocity: z.number().nullable(),
    pattern_diversity: z.number().nullable(),
    confidence_calibration: z.number().nullable(),
    human_feedback_ratio: z.number().nullable(),
    knowledge_base_coverage: z.number().nullable(),
    recommendation: z.string(),
  })
  .openapi('LearningHealth');

const Category = z.object({ cause: Cause, count: z.number().int(), success: RatioShape });
export const MethodsOfDayShape = z.object({
  day: z.iso.date(),
  counts: z.partialRecord(Method, z.number().int()),
  model_calls: z.number().int().openapi({ description: 'Requests that went out to the model' }),
  model_cost: z.number().openapi({ description: 'In the currency of the configured prices' }),
});

export const LearningReport = z
  .object({
    ...Window,
    new_patterns: z.object({
      total: z.number().int(),
      rules: z.number().int(),
      knowledge_entries: z.number().int(),
      confirmed_verdicts: z.number().int(),
    }),
    confidence_improvements: z.object({ failures_that_came_back: RatioShape, entries_raised: z.number().int() }),
    auto_resolution: RatioShape,
    mean_time_to_resolution_seconds: z.number().nullable(),
    false_positive_rate: RatioShape,
    knowledge_growth: z.object({ before: z.number().int(), after: z.number().int(), ratio: RatioShape }),
    top_categories: z.array(Category),
    methods_by_day: z.array(MethodsOfDayShape),
  })
  .openapi('LearningReport');

export const PerformanceReport = z
  .object({
    ...Window,
    recognition: z.object({
      cases: z.number().int(),
      recognised: RatioShape,
      accuracy: RatioShape,
      by_cause: z.array(RatioShape.extend({ cause: Cause, cases: z.number().int() })),
    }),
    actions: z.object({
      decisions: z.number().int(),
      accuracy: RatioShape,
      success_rate: RatioShape,
      auto_resolution: RatioShape,
      human_intervention: RatioShape,
      by_action: z.array(Group.extend({ action: Action })),
    }),
    learning: z.object({
      new_patterns: z.number().int(),
      velocity_per_week: RatioShape,
      patterns_used: z.number().int(),
      generalisations: z.number().int(),
      cross_service: z.number().int(),
    }),
    top_categories: z.array(Category),
    areas_to_improve: z.array(Category.extend({ recognition: RatioShape, advice: z.string() })),
  })
  .openapi('PerformanceReport');

export const MethodShare = z
  .object({
    ...Window,
    total: z.partialRecord(Method, RatioShape),
    by_day: z.array(MethodsOfDayShape),
  })
  .openapi('MethodShare');

export const AiStatus = z
  .object({
    knowledge: z.enum(['limited', 'growing', 'broad']),
    confidence: z.enum(['low', 'medium', 'high']),
    active_entries: z.number().int(),
    candidate_entries: z.number().int(),
    built_in_entries: z.number().int(),
    own_rules: z.number().int(),
    confirmed_verdicts: z.number().int(),
    average_confidence: z.number().nullable(),
    confidence_levels: z.object({ high: z.number().int(), medium: z.number().int(), low: z.number().int() }),
  })
  .openapi('AiStatus');
