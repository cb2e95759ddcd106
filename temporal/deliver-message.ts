import type { Client } from '@temporalio/client';
import { isClosed } from '../domain/incidents/vocabulary.ts';
import { stewardActor } from '../domain/people/actor.ts';
import type { SettleResult } from '../domain/people/moves.ts';
import { readCase } from '../store/cases.ts';
import { type Message, readMessage, settleMessageRow } from '../store/messages.ts';
import { readOpenProposal } from '../store/proposals.ts';
import type { Transact, Tx } from '../store/tx.ts';
import { incidentWorkflowId, interventionUpdate, verdictUpdate } from '../workflows/contract.ts';

export interface DeliveryDeps {
  readonly transact: Transact;
  readonly client: Client;
}

/** How long a delivery waits for a worker before the move counts as pending. */
const deadlineMs = 5_000;

/**
 * Hands a kept move to its case as an Update, whose id is the move's: however often it is delivered, it is applied once.
 * `pending` means that nobody answered in time; the row stays and the steward delivers it again.
 */
export async function deliverMessage(deps: DeliveryDeps, tenantId: string, message: Message): Promise<SettleResult | 'pending'> {
  const found = await deps.transact(tenantId, stewardActor, (tx) => readCase(tx, message.incidentId));
  const handle = deps.client.workflow.getHandle(incidentWorkflowId(found.id, found.generation));
  try {
    return await deps.client.connection.withDeadline(Date.now() + deadlineMs, () =>
      message.kind === 'verdict'
        ? handle.executeUpdate(verdictUpdate, { updateId: message.id, args: [{ messageId: message.id, hash: message.payload.hash }] })
        : handle.executeUpdate(interventionUpdate, { updateId: message.id, args: [{ messageId: message.id, kind: message.kind }] }),
    );
  } catch {
    return settleUndelivered(deps, tenantId, message);
  }
}

/** The workflow turned the move away, or could not be reached: what the store says decides. */
async function settleUndelivered(deps: DeliveryDeps, tenantId: string, message: Message): Promise<SettleResult | 'pending'> {
  return deps.transact(tenantId, stewardActor, async (tx) => {
    const stored = await readMessage(tx, message.id);
    if (stored?.result) return stored.result;
    const found = await readCase(tx, message.incidentId);
    if (isClosed(found.status))
      return settleAs(tx, message, { kind: 'refused', code: 'closed', message: `The incident is closed as ${found.status}` });
    if (message.kind === 'verdict' && (await readOpenProposal(tx, found.id))?.hash !== message.payload.hash)
      return settleAs(tx, message, { kind: 'refused', code: 'stale', message: 'The proposal has changed since you saw it' });
    // The case is open and the proposal stands: the workflow is on its way there, or will be started again.
    return 'pending';
  });
}

async function settleAs(tx: Tx, message: Message, result: SettleResult): Promise<SettleResult> {
  await settleMessageRow(tx, message.id, result);
  return result;
}
