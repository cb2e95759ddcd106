import { useState } from 'react';
import type { ProposalItem } from '../../../lib/contract.ts';

/** Keeps what the reader saw: a changed proposal stands beside it until the reader takes it. */
export function useSeenProposal(current: ProposalItem) {
  const [seen, setSeen] = useState(current);
  const changed = seen.proposal.hash !== current.proposal.hash;
  // The same content may come with newer times, e.g. after a reminder: that is no change of what is decided.
  const shown = changed ? seen : current;
  return { shown, changed, accept: () => setSeen(current) };
}
