import type { Policy } from '../policy/types.ts';
import type { Diagnosis } from './types.ts';

/** When a model is asked: only where rules and knowledge are not sure, or about every new failure. */
export const modelModes = ['on-miss', 'always'] as const;
export type ModelMode = (typeof modelModes)[number];

/** Whether a verdict without the model leaves something to ask it. What a person or an outcome settled is never asked again. */
export function isModelsTurn(mode: ModelMode, diagnosis: Diagnosis, policy: Pick<Policy, 'actFrom' | 'actions'>): boolean {
  const settled = diagnosis.stages.some((stage) => stage.stage === 'confirmed' && stage.outcome === 'answered');
  if (settled) return false;
  const actFrom = policy.actions[diagnosis.proposedAction]?.actFrom ?? policy.actFrom;
  return mode === 'always' || diagnosis.cause === 'UNKNOWN' || diagnosis.confidence < actFrom;
}
