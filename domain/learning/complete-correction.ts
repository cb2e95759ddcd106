import { causeDefaults } from '../diagnosis/rules/define-rules.ts';
import type { Diagnosis } from '../diagnosis/types.ts';
import { type Action, type Cause, isRetry, type Origin } from '../incidents/vocabulary.ts';

/** What a failure means and what to do first. */
export interface Verdict {
  readonly cause: Cause;
  readonly origin: Origin;
  readonly action: Action;
}

/** From here on the product would have acted alone: a correction of something else leaves such an action as it is. */
const surely = 0.85;

/** Nothing but the input can be at fault when the data is: the most likely cause where none is known. */
const causeFor = (cause: Cause, origin: Origin | null): Cause => (cause === 'UNKNOWN' && origin === 'INPUT_DATA_QUALITY' ? 'DATA' : cause);

/**
 * Fills in what a person left open. A verdict that a person settles counts as sure, so an action that nobody named may not become a retry, and stays
 * one only where it was sure before and the fix does not lie in the data.
 */
export function completeCorrection(
  before: Pick<Diagnosis, 'cause' | 'origin' | 'proposedAction' | 'confidence'>,
  given: { readonly cause: Cause | null; readonly origin: Origin | null; readonly action: Action | null },
): Verdict {
  const cause = given.cause ?? causeFor(before.cause, given.origin);
  const origin = given.origin ?? (cause === before.cause ? before.origin : causeDefaults[cause].origin);
  const usual = cause === before.cause ? before.proposedAction : causeDefaults[cause].action;
  const keeps = !isRetry(usual) || (usual === before.proposedAction && before.confidence >= surely && origin !== 'INPUT_DATA_QUALITY');
  return { cause, origin, action: given.action ?? (keeps ? usual : 'SEND_EMAIL') };
}
