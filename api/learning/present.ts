import type { z } from '@hono/zod-openapi';
import type { DiagnosisMethod } from '../../domain/incidents/vocabulary.ts';
import { accuracyByAction, accuracyByCause, accuracyByPair } from '../../domain/learning/accuracy.ts';
import type { LearningFigures } from '../../domain/learning/figures.ts';
import { healthRecommendation } from '../../domain/learning/health.ts';
import * as metrics from '../../domain/learning/metrics.ts';
import { type CategoryRow, performanceReport, topCategories } from '../../domain/learning/performance.ts';
import { recommendations } from '../../domain/learning/recommend.ts';
import { confidenceLevel, knowledgeLevel } from '../../domain/learning/status.ts';
import type { MethodsOfDay } from '../../store/reads/learning/methods.ts';
import type { KnowledgeStatus } from '../../store/reads/learning/status.ts';
import type { LearningWindow } from '../../store/reads/learning/window.ts';
import type * as shapes from '../schemas/learning.ts';

const windowOf = ({ since, until, days }: LearningFigures) => ({ since, until, days });
const category = ({ cause, cases, success }: CategoryRow) => ({ cause, count: cases, success });

const presentDay = ({ day, counts, modelCalls, modelCost }: MethodsOfDay): z.input<typeof shapes.MethodsOfDayShape> => ({
  day,
  counts: { ...counts },
  model_calls: modelCalls,
  model_cost: modelCost,
});

/** How often decisions and diagnoses were right, and what to change. */
export const presentFeedbackMetrics = (figures: LearningFigures): z.input<typeof shapes.FeedbackMetrics> => ({
  ...windowOf(figures),
  overall: { decisions: metrics.decisionAccuracy(figures), diagnoses: metrics.recognitionAccuracy(figures) },
  by_action: accuracyByAction(figures),
  by_cause: accuracyByCause(figures),
  by_action_and_cause: [...accuracyByPair(figures)],
  recommendations: [...recommendations(figures)],
});

/** Every ratio with what it is made of. */
export const presentMetrics = (figures: LearningFigures): z.input<typeof shapes.AiMetrics> => ({
  ...windowOf(figures),
  recognition_accuracy: metrics.recognitionAccuracy(figures),
  action_success_rate: metrics.actionSuccessRate(figures),
  false_positive_rate: metrics.falsePositiveRate(figures),
  learning_velocity: metrics.learningVelocity(figures),
  confidence_calibration: metrics.confidenceCalibration(figures),
  human_feedback_ratio: metrics.humanFeedbackRatio(figures),
  knowledge_base_coverage: metrics.knowledgeCoverage(figures),
  pattern_diversity: metrics.patternDiversity(figures),
  action_success_by_action: metrics.actionSuccessByAction(figures),
  time_to_detect: figures.timeToDetect,
  time_to_resolve: figures.timeToResolve,
});

/** The six fields of learning health. */
export const presentHealth = (figures: LearningFigures): z.input<typeof shapes.LearningHealth> => ({
  learning_velocity: metrics.learningVelocity(figures).value,
  pattern_diversity: metrics.patternDiversity(figures).value,
  confidence_calibration: metrics.confidenceCalibration(figures).value,
  human_feedback_ratio: metrics.humanFeedbackRatio(figures).value,
  knowledge_base_coverage: metrics.knowledgeCoverage(figures).value,
  recommendation: healthRecommendation(figures),
});

/** What was learned in the time. */
export const presentLearningReport = (
  figures: LearningFigures,
  methods: readonly MethodsOfDay[],
): z.input<typeof shapes.LearningReport> => ({
  ...windowOf(figures),
  new_patterns: {
    total: metrics.newPatterns(figures),
    rules: figures.patterns.newRules,
    knowledge_entries: figures.patterns.newKnowledge,
    confirmed_verdicts: figures.patterns.newConfirmed,
  },
  confidence_improvements: {
    failures_that_came_back: metrics.confidenceImprovements(figures),
    entries_raised: figures.patterns.entriesRaised,
  },
  auto_resolution: metrics.autoResolution(figures),
  mean_time_to_resolution_seconds: figures.timeToResolve.mean,
  false_positive_rate: metrics.falsePositiveRate(figures),
  knowledge_growth: {
    before: figures.patterns.knowledgeBefore,
    after: figures.patterns.knowledgeAfter,
    ratio: metrics.knowledgeGrowth(figures),
  },
  top_categories: topCategories(figures).map(category),
  methods_by_day: methods.map(presentDay),
});

/** The five sections of the performance report. */
export function presentPerformance(figures: LearningFigures): z.input<typeof shapes.PerformanceReport> {
  const report = performanceReport(figures);
  const { recognition, actions, learning } = report;
  return {
    ...windowOf(figures),
    recognition: {
      cases: recognition.cases,
      recognised: recognition.recognised,
      accuracy: recognition.accuracy,
      by_cause: recognition.byCause,
    },
    actions: {
      decisions: actions.decisions,
      accuracy: actions.accuracy,
      success_rate: actions.successRate,
      auto_resolution: actions.autoResolution,
      human_intervention: actions.humanIntervention,
      by_action: actions.byAction,
    },
    learning: {
      new_patterns: learning.newPatterns,
      velocity_per_week: learning.velocityPerWeek,
      patterns_used: learning.patternsUsed,
      generalisations: learning.generalisations,
      cross_service: learning.crossService,
    },
    top_categories: report.topCategories.map(category),
    areas_to_improve: report.areasToImprove.map((row) => ({ ...category(row), recognition: row.recognition, advice: row.advice })),
  };
}

/** By which methods diagnoses were made, day by day and in all. */
export function presentMethods(
  { since, until }: LearningWindow,
  days: number,
  methods: readonly MethodsOfDay[],
): z.input<typeof shapes.MethodShare> {
  const totals = new Map<DiagnosisMethod, number>();
  for (const { counts } of methods)
    for (const [method, count] of Object.entries(counts) as [DiagnosisMethod, number][])
      totals.set(method, (totals.get(method) ?? 0) + count);
  const all = [...totals.values()].reduce((sum, count) => sum + count, 0);
  return {
    days,
    since,
    until,
    total: Object.fromEntries([...totals].map(([method, count]) => [method, metrics.ratio(count, all)])),
    by_day: methods.map(presentDay),
  };
}

/** How much was learned here, and how surely. */
export const presentStatus = (status: KnowledgeStatus): z.input<typeof shapes.AiStatus> => ({
  knowledge: knowledgeLevel(status.activeEntries + status.ownRules + status.confirmedVerdicts),
  confidence: confidenceLevel(status.averageConfidence),
  active_entries: status.activeEntries,
  candidate_entries: status.candidateEntries,
  built_in_entries: status.builtInEntries,
  own_rules: status.ownRules,
  confirmed_verdicts: status.confirmedVerdicts,
  average_confidence: status.averageConfidence,
  confidence_levels: { high: status.high, medium: status.medium, low: status.low },
});
