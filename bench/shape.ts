import type { Client } from '@temporalio/client';
import { newId } from '../store/ids.ts';
import { saveMessage } from '../store/messages.ts';
import { readOpenProposal } from '../store/proposals.ts';
import { deliverMessage } from '../temporal/deliver-message.ts';
import { payloadSizes } from '../tests/support/payload-sizes.ts';
import { incidentWorkflowId } from '../workflows/contract.ts';
import { createAccept, openCase, tenantId } from './cases.ts';
import type { Measure } from './measures.ts';
import { criticalJob, jobKeyOf } from './no-op-platform.ts';
import type { Services } from './services.ts';
import { handleOther } from './throughput.ts';

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;
const approver = { kind: 'human', id: 'approver', name: 'Approver', role: 'approver' } as const;

/** Counts that hold on every machine: events and bytes of a case, and that the bare workflow is of the same shape as one. */
export async function measureShape({ client, database }: Services): Promise<Measure[]> {
  const accept = createAccept(database.transact);
  const resolved = await openCase(client, accept, jobKeyOf(0));
  const resolvedHistory = await historyOf(client, resolved);
  const approvedHistory = await historyOf(client, await approveOne(client, database));
  const bare = newId('inc');
  await handleOther(client, 'bareWorkflow', bare);
  const difference = differenceOf(resolvedHistory, await historyOf(client, bare));
  if (difference !== '') throw new Error(`The bare workflow is not of the shape of a case any more: ${difference}`);
  return [
    { name: 'history of an auto-resolved case', unit: 'events', value: resolvedHistory.events?.length ?? 0, bound: { atMost: 29 } },
    { name: 'history of an approved case', unit: 'events', value: approvedHistory.events?.length ?? 0, bound: { atMost: 41 } },
    {
      name: 'largest payload',
      unit: 'KB',
      value: Math.max(...payloadSizes(resolvedHistory), ...payloadSizes(approvedHistory)) / 1024,
      bound: { atMost: 16 },
    },
  ];
}

async function historyOf(client: Client, incidentId: string): Promise<History> {
  const handle = client.workflow.getHandle(incidentWorkflowId(incidentId, 1));
  await handle.result();
  return handle.fetchHistory();
}

async function approveOne(client: Client, { transact }: Services['database']): Promise<string> {
  await transact(tenantId, approver, (tx) =>
    tx.rows(`insert into person (tenant_id, id, name, role) values ($1, $2, $3, 'approver') on conflict do nothing`, [
      tenantId,
      approver.id,
      approver.name,
    ]),
  );
  const incidentId = await openCase(client, createAccept(transact), criticalJob);
  for (let turn = 0; turn < 300; turn++) {
    const proposal = await transact(tenantId, approver, (tx) => readOpenProposal(tx, incidentId));
    if (proposal !== null) {
      // Once the request is out, so that the wait for the person is one, as in a case of real life.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const payload = { verdict: 'approve', hash: proposal.hash, reason: null, parameters: null, action: null } as const;
      const id = await transact(tenantId, approver, (tx) => saveMessage(tx, incidentId, 'verdict', payload));
      const message = { id, incidentId, actor: approver, state: 'pending', result: null, createdAt: '', settledAt: null } as const;
      await deliverMessage({ transact, client }, tenantId, { ...message, kind: 'verdict', payload });
      return incidentId;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('No proposal came up');
}

/** How often each kind of event occurs, where the two differ. */
function differenceOf(one: History, other: History): string {
  const count = (history: History) => {
    const counts = new Map<string, number>();
    for (const event of history.events ?? []) {
      const name = Object.entries(event).find(([key, value]) => key.endsWith('EventAttributes') && value !== null)?.[0] ?? 'unknown';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return counts;
  };
  const [left, right] = [count(one), count(other)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((name) => left.get(name) !== right.get(name))
    .map((name) => `${name} ${left.get(name) ?? 0} and ${right.get(name) ?? 0}`)
    .join(', ');
}
