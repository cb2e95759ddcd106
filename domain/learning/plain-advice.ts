import { causeWords } from '../effects/mail-wording.ts';
import type { Action, Cause } from '../incidents/vocabulary.ts';

const done: Readonly<Record<Action, string>> = {
  RETRY: 'Running it again unchanged',
  RETRY_WITH_NEW_PARAMS: 'Running it again with new parameters',
  SEND_EMAIL: 'Mailing the owner',
  ESCALATE: 'Handing it to a person',
  IGNORE: 'Ignoring it',
};
const instead: Readonly<Record<Action, string>> = {
  RETRY: 'run it again unchanged',
  RETRY_WITH_NEW_PARAMS: 'run it again with new parameters',
  SEND_EMAIL: 'mail the owner',
  ESCALATE: 'hand it to a person',
  IGNORE: 'ignore it',
};

/** A kind of decision that was wrong too often, and what to do about it, as a sentence for people. */
export function plainAdvice(found: {
  readonly action: Action;
  readonly cause: Cause;
  readonly right: number;
  readonly judged: number;
  readonly proposal: Action | null;
  /** How often people chose the proposal themselves. */
  readonly chosen: number;
}): string {
  const { action, cause, right, judged, proposal, chosen } = found;
  const was = `${done[action]} was right in ${right} of ${judged} cases of “${causeWords[cause]}”.`;
  if (proposal === null) return `${was} Let it ask a person first, and look at the cases for what they have in common.`;
  const why = chosen === 0 ? 'as is usual for this cause' : `as people chose ${chosen === 1 ? 'once' : `${chosen} times`}`;
  return `${was} Better ${instead[proposal]}, ${why}.`;
}
