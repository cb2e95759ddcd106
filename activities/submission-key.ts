import type { RoundInput } from '../workflows/contract.ts';

/** Idempotency key of a round's submission, at most 64 characters; a repeat after our own stop is another submission. */
export const submissionKey = ({ incidentId, round }: RoundInput, repeat: number): string =>
  `${incidentId}/${round}/submit${repeat === 0 ? '' : `:${repeat}`}`;
