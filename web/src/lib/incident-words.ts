import type { IncidentSummary } from './contract.ts';
import { actionWords } from './words.ts';

/** What was done in a case, or is about to be, in a few words. */
export function doneText({ status, action, resolvedBy, resolution, heldReason, takenOverBy, attempts }: IncidentSummary): string {
  if (heldReason !== null) return `Held: ${heldReason}`;
  if (status === 'DETECTED' || status === 'ANALYZING') return 'Being investigated';
  if (status === 'AWAITING_APPROVAL') return action === null ? 'Asks a person' : `Asks: ${lower(actionWords[action])}`;
  if (status === 'CANCELLED' || status === 'FALSE_POSITIVE' || (status === 'RESOLVED' && resolvedBy === 'human'))
    return resolution === null || resolution === '' ? 'Closed by a person' : `By a person: ${resolution}`;
  if (takenOverBy !== null) return `Taken over by ${takenOverBy}`;
  if (status === 'ESCALATED')
    return attempts > 0 ? `Handed to a person after ${attempts} ${attempts === 1 ? 'rerun' : 'reruns'}` : 'Handed to a person';
  if (action === null) return '';
  return actionWords[action];
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
