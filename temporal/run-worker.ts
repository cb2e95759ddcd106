import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { ActivityDeps } from '../activities/deps.ts';
import { type Activities, createActivities } from '../activities/index.ts';
import type { Config } from '../config.ts';
import { describeModel } from '../config-model.ts';
import { createLocalConnector } from '../connectors/local/connector.ts';
import { describeSource } from '../connectors/pipeline-db/source.ts';
import { createConnector } from '../connectors/platforms/create.ts';
import { openDatabase, requireSchema } from '../store/database.ts';
import { saveDeclaredJobs } from '../store/jobs.ts';
import { followQueue, incidentQueue } from '../workflows/contract.ts';
import { connectionOptions } from './connection.ts';
import { createDeps } from './deps.ts';
import { connectPlatforms, type RunningPlatform, workerActor } from './platforms.ts';
import { ensureDailyReport, ensureJobSchedules, ensureSweep, sweepNow } from './schedules.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import { runSteward } from './steward.ts';
import { watchFailures } from './watch-failures.ts';

const tenantId = 'default';

/** Ways to stand between the worker and what it reaches, for tests of faults. */
export interface WorkerSeams {
  readonly deps?: (deps: ActivityDeps) => ActivityDeps;
  readonly activities?: (activities: Activities) => Activities;
  readonly client?: (client: Client) => Client;
}

/** Runs a worker process until it is told to stop: the steps of the lifecycle, the polling of followed runs, and the steward. */
export async function runWorker(config: Config, seams: WorkerSeams = {}): Promise<void> {
  if (config.DATABASE_URL === undefined) throw new Error('DATABASE_URL is missing: it names the PostgreSQL database');
  Runtime.install({
    shutdownSignals: [],
    ...(config.WORKER_METRICS_PORT === undefined
      ? {}
      : {
          telemetryOptions: {
            metrics: { prometheus: { bindAddress: `${config.HOST}:${config.WORKER_METRICS_PORT}`, useSecondsForDurations: true } },
          },
        }),
  });
  const orm = await openDatabase({ url: config.DATABASE_URL, pool: config.DATABASE_POOL });
  await requireSchema(orm);
  const local = createLocalConnector({ jobsDir: config.JOBS_DIR, stateDir: config.STATE_DIR });
  const others = config.platforms.platforms.map((settings) => ({ kind: settings.kind, connector: createConnector(settings) }));
  const platforms: readonly RunningPlatform[] = [{ kind: 'local', connector: local }, ...others];
  const swept = platforms.filter(({ connector }) => connector.capabilities.listsRuns).map(({ connector }) => connector.platform);
  const built = createDeps(
    config,
    orm,
    platforms.map(({ connector }) => connector),
  );
  const deps = seams.deps?.(built) ?? built;
  deps.log({ event: 'model', provider: describeModel(config) });
  for (const platform of config.platforms.platforms)
    if (platform.kind === 'pipeline-db') deps.log({ event: 'platform-database', ...describeSource(platform) });

  const connection = await NativeConnection.connect(connectionOptions(config));
  const plainClient = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
  const client = seams.client?.(plainClient) ?? plainClient;
  await registerSearchAttributes(connection, config.TEMPORAL_NAMESPACE);
  const jobs = await local.listJobs();
  await connectPlatforms(deps, tenantId, platforms);
  await deps.transact(tenantId, workerActor, (tx) => saveDeclaredJobs(tx, jobs));

  const activities = createActivities(deps);
  const options = {
    connection,
    namespace: config.TEMPORAL_NAMESPACE,
    activities: seams.activities?.(activities) ?? activities,
    shutdownGraceTime: '8 seconds',
    shutdownForceTime: '12 seconds',
  } as const;
  const incidents = await Worker.create({
    ...options,
    taskQueue: incidentQueue,
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    maxConcurrentActivityTaskExecutions: 40,
    maxCachedWorkflows: 500,
  });
  const followers = await Worker.create({ ...options, taskQueue: followQueue, maxConcurrentActivityTaskExecutions: 20 });

  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    for (const worker of [incidents, followers]) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);

  // Schedules live in Temporal alone, so the steward makes them again after its data were lost.
  const upkeep = async () => {
    for (const platform of swept) await ensureSweep(client, { tenantId, platform, everySeconds: config.SWEEP_INTERVAL_SECONDS });
    await ensureDailyReport(client, { tenantId, cron: config.REPORT_SCHEDULE });
    await ensureJobSchedules(client, tenantId, await local.listJobs());
  };
  await upkeep();
  for (const platform of swept) await sweepNow(client, { tenantId, platform });
  const steward = runSteward(
    {
      transact: deps.transact,
      client,
      evidenceRetentionDays: config.EVIDENCE_RETENTION_DAYS,
      embedder: deps.knowledge.embedder,
      upkeep,
      log: deps.log,
    },
    stopping.signal,
  );
  const watching = watchFailures(
    { local, transact: deps.transact, client, tenantId, declared: jobs.map((job) => job.jobKey), log: deps.log },
    stopping.signal,
  );
  const running = [incidents.run(), followers.run()];
  process.stdout.write(`${JSON.stringify({ ready: true, process: 'worker', jobs: jobs.length })}\n`);
  await Promise.all(running);
  stop();
  await Promise.all([steward, watching]);
  await connection.close();
  await orm.close(true);
}
