import type { z } from 'zod';
import type * as calibration from '../../../api/schemas/calibration.ts';
import type * as corrections from '../../../api/schemas/corrections.ts';
import type * as feedback from '../../../api/schemas/feedback.ts';
import type * as knowledge from '../../../api/schemas/knowledge.ts';
import type * as learning from '../../../api/schemas/learning.ts';
import type * as model from '../../../api/schemas/model.ts';
import type * as reviewQueue from '../../../api/schemas/review-queue.ts';
import type * as rules from '../../../api/schemas/rules.ts';
import type * as suggestions from '../../../api/schemas/suggestions.ts';

/** The API's shapes of what Nightshift learns: types only, like those of `contract.ts`. */
export type KnowledgeEntry = z.infer<typeof knowledge.KnowledgeEntryShape>;
export type KnowledgeDetail = z.infer<typeof knowledge.KnowledgeDetail>;
export type KnowledgeRequest = z.input<typeof knowledge.KnowledgeRequest>;
export type KnowledgeChange = z.input<typeof knowledge.KnowledgeChange>;
export type KnowledgeState = z.infer<typeof knowledge.KnowledgeState>;
export type KnowledgeProvenance = z.infer<typeof knowledge.KnowledgeProvenance>;
export type KnowledgeHit = z.infer<typeof knowledge.KnowledgeHit>;
export type KnowledgeParts = z.infer<typeof knowledge.KnowledgeParts>;
export type KnowledgeSearchAnswer = z.infer<typeof knowledge.KnowledgeSearchAnswer>;
export type KnowledgeHistory = z.infer<typeof knowledge.KnowledgeHistory>;
export type KnowledgeStats = z.infer<typeof knowledge.KnowledgeStats>;
export type KnowledgeEmbedding = z.infer<typeof knowledge.KnowledgeEmbedding>;
export type ConsultedEntry = z.infer<typeof knowledge.ConsultedEntryShape>;

export type Rule = z.infer<typeof rules.RuleShape>;
export type RuleRequest = z.input<typeof rules.RuleRequest>;
export type RuleTestRequest = z.input<typeof rules.RuleTest>;
export type RuleTestAnswer = z.infer<typeof rules.RuleTestAnswer>;
export type RuleUpdate = z.input<typeof rules.RuleUpdate>;
export type ReplayRequest = z.input<typeof suggestions.ReplayRequest>;
export type ReplayAnswer = z.infer<typeof suggestions.ReplayAnswer>;
export type Suggestion = z.infer<typeof suggestions.SuggestionShape>;
export type AnalysisAnswer = z.infer<typeof suggestions.AnalysisAnswer>;
export type AcceptAnswer = z.infer<typeof suggestions.AcceptAnswer>;

export type Correction = z.infer<typeof corrections.CorrectionShape>;
export type CorrectionImportAnswer = z.infer<typeof corrections.CorrectionImportAnswer>;

export type Ratio = z.infer<typeof learning.RatioShape>;
export type AiMetrics = z.infer<typeof learning.AiMetrics>;
export type LearningHealth = z.infer<typeof learning.LearningHealth>;
export type LearningReport = z.infer<typeof learning.LearningReport>;
export type PerformanceReport = z.infer<typeof learning.PerformanceReport>;
export type FeedbackMetrics = z.infer<typeof learning.FeedbackMetrics>;
export type MethodShare = z.infer<typeof learning.MethodShare>;
export type Calibration = z.infer<typeof calibration.CalibrationShape>;
export type Model = z.infer<typeof model.ModelShape>;

export type ReviewItem = z.infer<typeof reviewQueue.ReviewQueueItem>;
export type ReviewReason = ReviewItem['reasons'][number];
export type ReviewCount = z.infer<typeof reviewQueue.ReviewCount>;
export type FeedbackItem = z.infer<typeof feedback.FeedbackReviewItem>;
export type Suppression = z.infer<typeof feedback.SuppressionShape>;
