import { workflowActor } from '../domain/people/actor.ts';
import type { SettledVerdict } from '../domain/people/moves.ts';
import { lockOpenCase } from '../store/cases.ts';
import { readProposal, settledVerdict, settleProposal } from '../store/proposals.ts';
import { appendRecord } from '../store/record.ts';
import { StoreRefusal } from '../store/refusal.ts';
import type { ExpireInput } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';

/** Ends the wait for a verdict: the case goes to people. A verdict that was applied at the last moment counts instead. */
export async function expireProposal(deps: ActivityDeps, { tenantId, incidentId, round, revision }: ExpireInput): Promise<SettledVerdict> {
  return deps.transact(tenantId, workflowActor, async (tx) => {
    await lockOpenCase(tx, incidentId);
    const proposal = await readProposal(tx, incidentId, round, revision);
    if (proposal === null) throw new StoreRefusal('not-found', `Round ${round} has no proposal`);
    const final = { action: 'ESCALATE', parameters: {} } as const;
    if (!(await settleProposal(tx, proposal.id, { state: 'expired', reason: 'Nobody decided in time', final })))
      return settledVerdict(proposal);
    await appendRecord(tx, {
      incidentId,
      kind: 'proposal-expired',
      stage: 'approve',
      summary: 'Nobody decided in time; silence never approves.',
      detail: { round, asked: proposal.asked },
    });
    return { verdict: 'expired', action: final.action };
  });
}
