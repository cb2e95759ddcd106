import { setTimeout } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import { newId } from '../store/ids.ts';
import { lookEveryMs } from '../store/statement-names.ts';
import { type IncidentInput, incidentQueue, incidentWorkflowId, searchAttributeNames } from '../workflows/contract.ts';
import { createAccept, handleCase, reportFor, requireResolved, tenantId } from './cases.ts';
import { type Child, usageOf } from './children.ts';
import { type Measure, medianOf } from './measures.ts';
import { jobKeyOf } from './no-op-platform.ts';
import type { Services } from './services.ts';

const concurrency = 32;
/** Odd numbers, for the median; neighbours in time differ by a tenth and more on a machine that others use too. */
const pairsWithBare = 21;
const pairsWithRemote = 5;
const casesARound = 128;
/**
 * The server goes through the timeouts of steps and tasks 10 s after they began, ended or not: under a steady load a part of what every
 * case costs. Bare and ours leave the same number of them, so they follow each other and pay for each other's. Eight steps leave many
 * more, so that beside them each way runs for as long by itself before it is measured.
 */
const timersRunOutMs = 11_000;

/** Does `count` pieces of work, `concurrency` at a time. @returns how many a second */
async function rate(count: number, work: (index: number) => Promise<void>): Promise<number> {
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: Math.min(concurrency, count) }, async () => {
      for (let index = next++; index < count; index = next++) await work(index);
    }),
  );
  return (count * 1000) / (performance.now() - begun);
}

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

/** Starts another workflow exactly as a case is started, and waits for its end. */
export async function handleOther(client: Client, type: string, incidentId: string): Promise<void> {
  const input: IncidentInput = { tenantId, incidentId, generation: 1, round: 1, revision: 1, standBy: false };
  const workflowId = incidentWorkflowId(incidentId, 1);
  await client.workflow.start(type, {
    workflowId,
    taskQueue: incidentQueue,
    args: [input],
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
    typedSearchAttributes: [
      { key: keyword(searchAttributeNames.status), value: 'DETECTED' },
      { key: keyword(searchAttributeNames.severity), value: 'medium' },
      { key: keyword(searchAttributeNames.application), value: 'bench' },
      { key: keyword(searchAttributeNames.tenant), value: tenantId },
    ],
  });
  requireResolved(await client.workflow.getHandle(workflowId).result());
}

interface Round {
  readonly perSecond: number;
  readonly workerMs: number;
}

interface Pair {
  readonly ours: Round;
  readonly other: Round;
}

const ratioOf = ({ ours, other }: Pair): number => ours.perSecond / other.perSecond;

async function measured(worker: Child, run: () => Promise<number>): Promise<Round> {
  const before = await usageOf(worker);
  const perSecond = await run();
  const { cpu } = await usageOf(worker);
  return { perSecond, workerMs: (cpu.user + cpu.system - before.cpu.user - before.cpu.system) / 1000 / casesARound };
}

/** Incidents a second against the floor and against the obvious design, in turns, each ratio from neighbours in time. */
export async function measureThroughput({ client, database }: Services, worker: Child, says: (text: string) => void): Promise<Measure[]> {
  const accept = createAccept(database.transact);
  const ways = {
    ours: () => rate(casesARound, (index) => handleCase(client, accept, index)),
    bare: () => rate(casesARound, () => handleOther(client, 'bareWorkflow', newId('inc'))),
    remote: () =>
      rate(casesARound, async (index) => {
        const { incidentId } = await accept.add(reportFor(jobKeyOf(index)));
        await handleOther(client, 'everyStepRemoteWorkflow', incidentId);
      }),
  };
  for (const run of Object.values(ways)) await run();
  // As the server does by itself within a minute, for tables that have just begun to fill; the worker lets it keep plans from its next look on.
  await database.orm.em.getConnection().execute('analyze');
  await setTimeout(lookEveryMs);
  const take = async (way: keyof typeof ways, leadInMs: number): Promise<Round> => {
    for (const until = performance.now() + leadInMs; performance.now() < until; ) await ways[way]();
    return measured(worker, ways[way]);
  };
  const takePairs = async (way: 'bare' | 'remote', count: number, leadInMs: number): Promise<readonly Pair[]> => {
    const pairs: Pair[] = [];
    for (let turn = 1; turn <= count; turn++) {
      const ahead = turn % 2 === 0 ? await take('ours', leadInMs) : null;
      const other = await take(way, leadInMs);
      const ours = ahead ?? (await take('ours', leadInMs));
      says(`beside ${way}, ${turn} of ${count}: ${other.perSecond.toFixed(1)}/s, ours ${ours.perSecond.toFixed(1)}/s`);
      pairs.push({ ours, other });
    }
    return pairs;
  };
  const bare = await takePairs('bare', pairsWithBare, 0);
  const remote = await takePairs('remote', pairsWithRemote, timersRunOutMs);
  return [
    { name: 'incidents, with all writes', unit: '/s', ...medianOf(bare.map(({ ours }) => ours.perSecond)) },
    { name: 'bare workflow of the same shape', unit: '/s', ...medianOf(bare.map(({ other }) => other.perSecond)) },
    { name: 'eight remote steps', unit: '/s', ...medianOf(remote.map(({ other }) => other.perSecond)) },
    { name: 'incidents ÷ bare workflow', unit: '×', ...medianOf(bare.map(ratioOf)), bound: { atLeast: 0.8 } },
    { name: 'incidents ÷ eight remote steps', unit: '×', ...medianOf(remote.map(ratioOf)), bound: { atLeast: 1.6 } },
    { name: 'worker CPU an incident', unit: 'ms', ...medianOf(bare.map(({ ours }) => ours.workerMs)) },
    { name: 'worker CPU a bare workflow', unit: 'ms', ...medianOf(bare.map(({ other }) => other.workerMs)) },
  ];
}
