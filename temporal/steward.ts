import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Embedder } from '../domain/knowledge/embedder.ts';
import { stewardActor } from '../domain/people/actor.ts';
import { calibrateWhenDue } from '../store/calibration.ts';
import { leaseOpenCases, listTenants, nextGeneration, type OpenCase } from '../store/leases.ts';
import { takeDueMessages } from '../store/messages.ts';
import { dropOldEvidence, dropOldPrompts, dropOldReports } from '../store/retention.ts';
import { sealRecord } from '../store/seals.ts';
import { everyTenant, type Transact } from '../store/tx.ts';
import { incidentWorkflowId } from '../workflows/contract.ts';
import { deliverMessage } from './deliver-message.ts';
import { createKnowledgeKeeper } from './keep-knowledge.ts';
import { startIncident } from './start-incident.ts';

export interface StewardDeps {
  readonly transact: Transact;
  readonly client: Client;
  readonly evidenceRetentionDays: number;
  /** What has to stand in Temporal whatever happens to its data. */
  readonly upkeep?: () => Promise<void>;
  /** Makes the vectors of knowledge entries that lack one. */
  readonly embedder: Embedder;
  readonly log: (line: Readonly<Record<string, unknown>> & { readonly event: string }) => void;
}

const casesATurn = 50;
const messagesATurn = 20;
const inFlight = 8;
/** How long a case that was found alive is left alone; with this, each of up to 1,500 open cases has a live workflow again within a minute. */
const leaseMs = 30_000;
const pauseMs = 1_000;
const sealEveryTurns = 10;
const upkeepEveryTurns = 45;
/** About every ten minutes it is asked whether the day's calibration is due. */
const calibrateEveryTurns = 600;

/**
 * The loop that heals what a crash left behind: starts open cases without a live workflow, delivers people's moves that nobody
 * waits for any more, seals the record and drops old evidence. Any number of them may run. Ends when `signal` aborts.
 */
export async function runSteward(deps: StewardDeps, signal: AbortSignal): Promise<void> {
  const keepKnowledge = createKnowledgeKeeper(deps);
  for (let turn = 0; !signal.aborted; turn++) {
    try {
      const tenants = await deps.transact(everyTenant, stewardActor, (tx) => listTenants(tx));
      for (const tenantId of tenants) {
        await serve(deps, tenantId, turn);
        await keepKnowledge(tenantId, { thorough: turn % sealEveryTurns === 0 });
      }
      if (turn % upkeepEveryTurns === upkeepEveryTurns - 1) await deps.upkeep?.();
    } catch (error) {
      deps.log({ event: 'steward-turn-failed', message: error instanceof Error ? error.message : String(error) });
    }
    await pause(pauseMs, signal);
  }
}

/** Every tenant gets the same share of a turn, so that a flood of one does not starve the others. */
async function serve(deps: StewardDeps, tenantId: string, turn: number): Promise<void> {
  const due = await deps.transact(tenantId, stewardActor, (tx) => leaseOpenCases(tx, { limit: casesATurn, leaseMs }));
  await inGroups(due, (open) => keepAlive(deps, tenantId, open));
  const messages = await deps.transact(tenantId, stewardActor, (tx) => takeDueMessages(tx, messagesATurn));
  await inGroups(messages, async (message) => {
    const result = await deliverMessage(deps, tenantId, message);
    deps.log({ event: 'message-delivered', tenantId, incidentId: message.incidentId, messageId: message.id, result });
  });
  if (turn % sealEveryTurns !== 0) return;
  await deps.transact(tenantId, stewardActor, (tx) => sealRecord(tx));
  await deps.transact(tenantId, stewardActor, async (tx) => {
    await dropOldEvidence(tx, deps.evidenceRetentionDays);
    await dropOldReports(tx, deps.evidenceRetentionDays);
    await dropOldPrompts(tx, deps.evidenceRetentionDays);
  });
  if (turn % calibrateEveryTurns !== 0) return;
  const calibrated = await deps.transact(tenantId, stewardActor, (tx) => calibrateWhenDue(tx));
  if (calibrated !== null)
    deps.log({ event: 'confidence-calibrated', tenantId, version: calibrated.version, verdicts: calibrated.verdicts });
}

/** Starts the workflow of an open case where none is alive: the same generation when Temporal has lost it, the next one when it has ended. */
async function keepAlive(deps: StewardDeps, tenantId: string, open: OpenCase): Promise<void> {
  const state = await workflowState(deps.client, open);
  if (state === 'running') return;
  let { generation } = open;
  if (state === 'ended') {
    if (!(await deps.transact(tenantId, stewardActor, (tx) => nextGeneration(tx, open.incidentId, generation, 'the one before had ended'))))
      return;
    generation += 1;
  }
  await startIncident(deps.client, { ...open, tenantId, generation });
  deps.log({ event: 'incident-started', tenantId, incidentId: open.incidentId, generation, because: state });
}

async function workflowState(client: Client, { incidentId, generation }: OpenCase): Promise<'running' | 'ended' | 'missing'> {
  try {
    const description = await client.workflow.getHandle(incidentWorkflowId(incidentId, generation)).describe();
    return description.status.name === 'RUNNING' ? 'running' : 'ended';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'missing';
    throw error;
  }
}

async function inGroups<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += inFlight) {
    const results = await Promise.allSettled(items.slice(start, start + inFlight).map(work));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
