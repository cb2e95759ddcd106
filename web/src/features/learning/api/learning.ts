import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../lib/api.ts';
import type {
  AiMetrics,
  Calibration,
  FeedbackMetrics,
  KnowledgeStats,
  LearningHealth,
  LearningReport,
  MethodShare,
  Model,
  PerformanceReport,
} from '../../../lib/learning-contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

/** Nearly everything that happens moves a figure here. */
export const learningKinds =
  /^(incident|closed|feedback|diagnosis|decision|verdict|correction|knowledge|rule|suggestion|calibration|model|solution)/;

const figures = <Answer>(path: string, days: number | null) =>
  queryOptions({
    queryKey: [...queryKeys.learning, path, days],
    queryFn: ({ signal }) => get<Answer>(path, { signal, query: { days } }),
    staleTime: 10_000,
    refetchInterval: 60_000,
  });

export const metricsQuery = (days: number) => figures<AiMetrics>('/api/ai/metrics', days);
export const healthQuery = (days: number) => figures<LearningHealth>('/api/ai/learning-health', days);
export const reportQuery = (days: number) => figures<LearningReport>('/api/ai/learning-report', days);
export const performanceQuery = (days: number) => figures<PerformanceReport>('/api/ai/performance-report', days);
export const feedbackQuery = (days: number) => figures<FeedbackMetrics>('/api/feedback/metrics', days);
export const methodsQuery = (days: number) => figures<MethodShare>('/api/ai/method-share', days);
export const calibrationQuery = () => figures<{ readonly items: readonly Calibration[] }>('/api/calibration', null);
export const modelQuery = () => figures<Model>('/api/model', null);
export const growthQuery = () => figures<KnowledgeStats>('/api/kb/stats', null);
