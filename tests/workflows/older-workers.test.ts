import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import { followQueue, type IncidentInput, incidentQueue } from '../../workflows/contract.ts';
import { timeSkipping } from '../support/temporal.ts';

let environment: TestWorkflowEnvironment;
beforeAll(async () => void (environment = await timeSkipping()));
afterAll(() => environment.teardown());

it('a run that a worker of the version before has started is followed to its end', async () => {
  const called: string[] = [];
  const answers = {
    assessAtOnce: {
      found: { cause: 'NETWORK', severity: 'medium' },
      decision: { action: 'RETRY', shadow: false, notBefore: null, proposal: null, verdict: null },
    },
    // The answer of a worker that did not tell the run.
    act: { kind: 'submitted' },
    followRun: 'green',
    conclude: { status: 'RESOLVED' },
  } satisfies { [Name in keyof Activities]?: Awaited<ReturnType<Activities[Name]>> };
  const activities = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [name, async () => (called.push(name), answer)] as const),
  );
  const workers = [
    await Worker.create({
      connection: environment.nativeConnection,
      activities,
      taskQueue: incidentQueue,
      workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    }),
    await Worker.create({ connection: environment.nativeConnection, activities, taskQueue: followQueue }),
  ];
  const input: IncidentInput = { tenantId: 'default', incidentId: 'inc_1', generation: 1, round: 1, revision: 1, standBy: false };
  const running = workers.map((worker) => worker.run());
  const outcome = await environment.client.workflow.execute('incidentWorkflow', {
    workflowId: 'older',
    taskQueue: incidentQueue,
    args: [input],
  });
  for (const worker of workers) worker.shutdown();
  await Promise.all(running);
  expect(outcome).toEqual({ status: 'RESOLVED', rounds: 1 });
  expect(called).toEqual(['assessAtOnce', 'act', 'followRun', 'conclude']);
});
