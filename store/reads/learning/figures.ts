import type { LearningFigures } from '../../../domain/learning/figures.ts';
import type { Tx } from '../../tx.ts';
import { readCases, readTimes } from './cases.ts';
import { readCorrections, readDecisions, readOutcomes } from './decisions.ts';
import { readDiagnoses } from './diagnoses.ts';
import { readPatterns } from './patterns.ts';
import { usePlainPlans } from './plain-plans.ts';
import type { LearningWindow } from './window.ts';

const dayMs = 86_400_000;

/** The window of the last `days` days. */
export const lastDays = (days: number, now: Date): LearningWindow => ({
  since: new Date(now.getTime() - days * dayMs).toISOString(),
  until: now.toISOString(),
});

/** Every number that the figures of learning are made of, from one moment. */
export async function readLearningFigures(tx: Tx, window: LearningWindow): Promise<LearningFigures> {
  const plans = usePlainPlans(tx);
  const [decisions, diagnoses, outcomes, corrections, cases, patterns, times] = await Promise.all([
    readDecisions(tx, window),
    readDiagnoses(tx, window),
    readOutcomes(tx, window),
    readCorrections(tx, window),
    readCases(tx, window),
    readPatterns(tx, window),
    readTimes(tx, window),
    plans,
  ]);
  const days = Math.round(((Date.parse(window.until) - Date.parse(window.since)) / dayMs) * 100) / 100;
  return { ...window, days, decisions, diagnoses, outcomes, corrections, cases, patterns, ...times };
}
