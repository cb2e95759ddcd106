import { categoryFits } from './categories.ts';
import type { KnowledgeEntry } from './types.ts';

/** When what the product learned by itself, an entry or a verdict, may be used without a person having looked at it. */
export interface LearningSettings {
  /** Whether outcomes alone may bring it into use. */
  readonly enabled: boolean;
  /** Categories and causes that may be learned so; empty means all. */
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

/** Whether the type of what was learned is among those that may be. */
export function isLearnable({ category, cause }: Pick<Learned, 'category' | 'cause'>, { patternTypes }: LearningSettings): boolean {
  if (patternTypes.length === 0) return true;
  return patternTypes.some((type) => (category !== null && categoryFits(type, category)) || type.toUpperCase() === cause);
}

/**
 * Whether its outcomes bring into use what no person has confirmed. Every way by which something learned becomes effective asks here.
 * `leastSuccesses` are needed whatever the settings say.
 */
export const mayPromote = (learned: Learned, settings: LearningSettings, leastSuccesses = 1): boolean =>
  settings.enabled &&
  isLearnable(learned, settings) &&
  learned.successes >= Math.max(leastSuccesses, settings.requireSuccesses) &&
  learned.confidence >= settings.confidenceThreshold - tolerance;
