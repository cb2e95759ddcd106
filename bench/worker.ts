import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { readConfig } from '../config.ts';
import { openDatabase } from '../store/database.ts';
import { connectionOptions } from '../temporal/connection.ts';
import { createDeps } from '../temporal/deps.ts';
import { runSteward } from '../temporal/steward.ts';
import { followQueue, incidentQueue } from '../workflows/contract.ts';
import { createComparedSteps } from './compared-steps.ts';
import { createNoOpPlatform } from './no-op-platform.ts';

/**
 * The worker as in production, on a platform where nothing takes time. It also runs the workflows that the lifecycle is
 * compared with, so that all of them have the same process, queues, options and steward around them.
 */
const config = readConfig(process.env);
Runtime.install({ shutdownSignals: [] });
const orm = await openDatabase({ url: config.DATABASE_URL ?? '', pool: config.DATABASE_POOL });
const deps = createDeps(config, orm, [createNoOpPlatform()]);
const connection = await NativeConnection.connect(connectionOptions(config));
const options = {
  connection,
  namespace: config.TEMPORAL_NAMESPACE,
  activities: { ...createActivities(deps), ...createComparedSteps(deps) },
};
const workers = [
  await Worker.create({
    ...options,
    taskQueue: incidentQueue,
    workflowsPath: fileURLToPath(new URL('./workflows/index.ts', import.meta.url)),
    maxConcurrentActivityTaskExecutions: 40,
    maxCachedWorkflows: 500,
  }),
  await Worker.create({ ...options, taskQueue: followQueue, maxConcurrentActivityTaskExecutions: 20 }),
];
const stopping = new AbortController();
const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
const steward = runSteward(
  { transact: deps.transact, client, evidenceRetentionDays: 90, embedder: deps.knowledge.embedder, log: deps.log },
  stopping.signal,
);
process.on('message', () => process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() }));
process.once('SIGTERM', () => {
  stopping.abort();
  process.disconnect?.();
  for (const worker of workers) worker.shutdown();
});
const running = workers.map((worker) => worker.run());
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
await Promise.all([...running, steward]);
await connection.close();
await orm.close(true);
