import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { refusals } from './contract.ts';

/**
 * Why a step failed for good; null when the error is no step's. A step that runs within the workflow task fails with its own error, any
 * other with one around it that says which step it was.
 */
export function whyStepFailed(error: unknown): Error | null {
  if (error instanceof ActivityFailure) return error.cause ?? error;
  return error instanceof ApplicationFailure ? error : null;
}

/** True when a step found the case closed in the store: the database is the truth, so the workflow just ends. */
export function isClosedElsewhere(error: unknown): boolean {
  const why = whyStepFailed(error);
  return why instanceof ApplicationFailure && why.type === refusals.closed;
}
