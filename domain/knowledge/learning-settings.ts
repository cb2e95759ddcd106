import { categoryFits } from './categories.ts';
import type { KnowledgeEntry } from './types.ts';

/** When an entry that the product wrote itself may be used without a person having looked at it. */
export interface LearningSettings {
  /** Whether outcomes alone may bring an entry into use. */
  readonly enabled: boolean;
  /** Categories that may be learned so; empty means all. */
  readonly patternTypes: readonly string[];
  /** Least confidence, 0 to 1. */
  readonly confidenceThreshold: number;
  /** Successes that its solution needs. */
  readonly requireSuccesses: number;
}

/** One verified success is enough where nobody set anything else. */
export const defaultLearningSettings: LearningSettings = {
  enabled: true,
  patternTypes: [],
  confidenceThreshold: 0,
  requireSuccesses: 1,
};

/** Stored confidences are single precision. */
const tolerance = 1e-6;

type Learned = Pick<KnowledgeEntry, 'category' | 'cause' | 'confidence' | 'successes'>;

/** Whether the type of an entry is among those that may be learned. */
export function isLearnable({ category, cause }: Pick<Learned, 'category' | 'cause'>, { patternTypes }: LearningSettings): boolean {
  if (patternTypes.length === 0) return true;
  return patternTypes.some((type) => (category !== null && categoryFits(type, category)) || type.toUpperCase() === cause);
}

/** Whether its outcomes bring a candidate into use. */
export const mayPromote = (entry: Learned, settings: LearningSettings): boolean =>
  settings.enabled &&
  isLearnable(entry, settings) &&
  entry.successes >= settings.requireSuccesses &&
  entry.confidence >= settings.confidenceThreshold - tolerance;
