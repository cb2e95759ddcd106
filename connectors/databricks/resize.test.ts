import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobInput } from '../../tests/simulators/databricks/job-settings.ts';
import { type DatabricksSimulator, startDatabricks } from '../../tests/simulators/databricks/server.ts';
import { createWorkspace, type SimulatedRun, type Workspace } from '../../tests/simulators/databricks/workspace.ts';
import { type FaultProxy, startFaultProxy } from '../../tests/support/fault-proxy.ts';
import type { Connector, Submission } from '../contract.ts';
import { createDatabricksConnector } from './connector.ts';
import { noteIn } from './lent-settings.ts';
import { databricksSettings } from './settings.ts';

const jobId = 9_007_199_254_740_997n;
const cluster = { node_type_id: 'small', spark_version: '15.4.x-scala2.12', spark_conf: { 'spark.sql.shuffle.partitions': '64' } };
const ingest: JobInput = {
  id: jobId,
  name: 'Ingest',
  tasks: [
    { task_key: 'fetch', job_cluster_key: 'main', notebook_task: { notebook_path: '/fetch', base_parameters: { day: 'today' } } },
    {
      task_key: 'merge',
      job_cluster_key: 'main',
      depends_on: [{ task_key: 'fetch' }],
      spark_python_task: { python_file: 'merge.py', parameters: ['{{job.parameters.day}}'] },
      timeout_seconds: 600,
    },
    {
      task_key: 'publish',
      depends_on: [{ task_key: 'merge' }],
      new_cluster: { ...cluster, autoscale: { min_workers: 1, max_workers: 2 } },
    },
  ],
  settings: {
    description: 'Takes the day’s files in.',
    job_clusters: [{ job_cluster_key: 'main', new_cluster: { ...cluster, num_workers: 2, driver_node_type_id: 'small' } }],
    parameters: [{ name: 'day', default: '2026-01-01' }],
  },
};

const bounds = { min: 1, max: 4_000, default: 14, helps: ['RESOURCE', 'TIMEOUT'] };
const tunables = { memoryGb: bounds, workers: bounds, timeoutSeconds: bounds };

let workspace: Workspace;
let simulator: DatabricksSimulator;
let proxy: FaultProxy;
let clock = Date.UTC(2026, 0, 2);

async function serve(job: JobInput = ingest): Promise<void> {
  workspace = createWorkspace([job]);
  simulator = await startDatabricks(workspace);
  proxy = await startFaultProxy(simulator.url);
}
/** A connector as a new process has it. */
const connect = (resize: 'copy' | 'update', nodeTypes = { small: 14, medium: 28, large: 56 }): Connector =>
  createDatabricksConnector(
    databricksSettings.parse({
      name: 'databricks',
      kind: 'databricks',
      url: proxy.url,
      token: simulator.token,
      timeoutSeconds: 2,
      requestsPerSecond: 1000,
      nodeTypes,
      jobs: { [String(jobId)]: { application: 'billing', resize, tunables } },
    }),
    () => clock,
  );

/** A run whose first task went well and whose second ran out of memory. */
function outOfMemory(): SimulatedRun {
  const run = workspace.start(jobId, null, {});
  workspace.finish(run, 'fetch');
  workspace.end(run, 'RUN_EXECUTION_ERROR', 'java.lang.OutOfMemoryError: Java heap space');
  return run;
}
const rerun = (run: SimulatedRun, parameters: Submission['parameters'], key = 'inc/1/submit', number = 0): Submission => ({
  jobKey: String(jobId),
  parameters,
  key,
  failedRun: { platform: 'databricks', jobKey: String(jobId), runKey: String(run.runId), try: number },
});
const calls = () => workspace.effects.map(({ call }) => call);
const settings = () => workspace.jobOf(jobId).settings;

beforeEach(() => serve());
afterEach(async () => {
  await proxy.close();
  await simulator.close();
});

describe('resources of a failed run', () => {
  it('are told with its parameters, as the task had them that failed', async () => {
    const run = outOfMemory();
    const report = await connect('copy').readRun(rerun(run, {}).failedRun ?? never());
    expect(report?.parameters).toEqual({ day: '2026-01-01', memoryGb: 14, workers: 2, timeoutSeconds: 600 });
  });
});

describe('a changed copy', () => {
  it('is the job with larger machines for the task that failed, its parameters written in', async () => {
    const connector = connect('copy');
    const started = await connector.submit(rerun(outOfMemory(), { day: '2026-01-02', memoryGb: 28, workers: 4, timeoutSeconds: 1200 }));
    expect(calls()).toEqual(['runs/submit']);
    expect(started).toMatchObject({ jobKey: String(jobId), try: 0 });
    const copy = workspace.runOf(BigInt(started.runKey));
    expect(copy.tasks.map((task) => task.settings)).toMatchObject([
      { task_key: 'fetch', new_cluster: { ...cluster, num_workers: 2 }, notebook_task: { base_parameters: { day: '2026-01-02' } } },
      {
        task_key: 'merge',
        new_cluster: { ...cluster, node_type_id: 'medium', driver_node_type_id: 'medium', num_workers: 4 },
        spark_python_task: { parameters: ['2026-01-02'] },
        timeout_seconds: 1200,
        depends_on: [{ task_key: 'fetch' }],
      },
      { task_key: 'publish', new_cluster: { node_type_id: 'small', autoscale: { max_workers: 2 } } },
    ]);
    expect(settings()).toEqual(ingestSettings());
  });
  it('is known as ours when it fails, and grows from the job once more', async () => {
    const connector = connect('copy');
    const first = await connector.submit(rerun(outOfMemory(), { day: '2026-01-02', memoryGb: 28 }));
    const copy = workspace.runOf(BigInt(first.runKey));
    workspace.end(copy, 'RUN_EXECUTION_ERROR', 'java.lang.OutOfMemoryError: Java heap space');
    const { runs } = await connector.listEndedRuns({ cursor: null, since: '2000-01-01T00:00:00Z' });
    expect(runs.find((run) => run.runKey === first.runKey)).toMatchObject({ submissionKey: 'inc/1/submit', state: 'failed' });
    expect(await connector.readRun(first)).toMatchObject({ jobKey: String(jobId), submissionKey: 'inc/1/submit', parameters: {} });
    const second = await connector.submit({
      ...rerun(copy, { day: '2026-01-02', memoryGb: 56 }, 'inc/2/submit'),
      failedRun: first,
    });
    const sizes = workspace.runOf(BigInt(second.runKey)).tasks.map((task) => task.settings.new_cluster?.node_type_id);
    expect(sizes).toEqual(['large', 'small', 'small']);
  });
  it('never makes smaller what its owner has made larger since', async () => {
    const run = outOfMemory();
    workspace.update(jobId, { job_clusters: [{ job_cluster_key: 'main', new_cluster: { ...cluster, node_type_id: 'large' } }] }, []);
    await connect('copy').submit(rerun(run, { day: '2026-01-01', memoryGb: 28 }));
    expect(calls()).toEqual(['update', 'repair']);
  });
  it.each([
    ['nodeTypes names no machine with 100 GB', { memoryGb: 100 }, {}],
    ['nodeTypes does not name tiny', { memoryGb: 28 }, { node_type_id: 'tiny' }],
    ['come from a pool', { memoryGb: 28 }, { instance_pool_id: 'pool-1' }],
  ] as const)('is refused when %s', async (words, parameters, change) => {
    const main = { job_cluster_key: 'main', new_cluster: { ...cluster, ...change } };
    workspace.update(jobId, { job_clusters: [main] }, []);
    await expect(connect('copy').submit(rerun(outOfMemory(), parameters))).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining(words),
    });
  });
});

describe('a job that is changed for one repair', () => {
  it('is put back, and its run repaired with larger machines', async () => {
    const run = outOfMemory();
    const next = await connect('update').submit(rerun(run, { day: '2026-01-01', memoryGb: 28, workers: 4 }));
    expect(next).toMatchObject({ runKey: String(run.runId), try: 1 });
    expect(calls()).toEqual(['update', 'repair', 'update']);
    expect(run.clusters[0]?.new_cluster).toMatchObject({ node_type_id: 'medium', driver_node_type_id: 'medium', num_workers: 4 });
    expect(settings()).toEqual(ingestSettings());
  });
  it('keeps what somebody else changes meanwhile', async () => {
    const run = outOfMemory();
    proxy.inject({ kind: 'down' }, { times: 100, on: (_method, path) => path.includes('/runs/repair') });
    await connect('update')
      .submit(rerun(run, { memoryGb: 28, workers: 4 }))
      .catch(() => undefined);
    expect(settings().job_clusters[0]?.new_cluster).toMatchObject({ node_type_id: 'medium', num_workers: 4 });
    const theirs = { ...settings().job_clusters[0]?.new_cluster, num_workers: 9 };
    workspace.update(jobId, { job_clusters: [{ job_cluster_key: 'main', new_cluster: theirs }] }, []);
    proxy.clear();
    await connect('update').submit(rerun(run, { memoryGb: 28, workers: 4 }));
    expect(settings().job_clusters[0]?.new_cluster).toMatchObject({ node_type_id: 'small', num_workers: 9 });
    expect(settings().description).toBe('Takes the day’s files in.');
  });
  it('is put back when the repair is refused', async () => {
    const run = outOfMemory();
    const refusal = { kind: 'status', status: 400, body: '{"error_code":"INVALID_STATE","message":"no"}' } as const;
    proxy.inject(refusal, { on: (_method, path) => path.includes('/runs/repair') });
    await expect(connect('update').submit(rerun(run, { memoryGb: 28 }))).rejects.toMatchObject({ kind: 'invalid' });
    expect(settings()).toEqual(ingestSettings());
  });
  it.each([
    ['a bundle owns the job', { deployment: { kind: 'BUNDLE' } }, { memoryGb: 28 }],
    ['its time limit would change under runs that are going on', { timeout_seconds: 600 }, { timeoutSeconds: 1200 }],
  ])('is left alone, and copied, when %s', async (_name, change, parameters) => {
    workspace.update(jobId, change, []);
    await connect('update').submit(rerun(outOfMemory(), parameters));
    expect(calls()).toEqual(['update', 'runs/submit']);
  });
  it('makes the next one wait for its turn', async () => {
    const run = outOfMemory();
    proxy.inject({ kind: 'down' }, { times: 100, on: (_method, path) => path.includes('/runs/repair') });
    await connect('update')
      .submit(rerun(run, { memoryGb: 28 }))
      .catch(() => undefined);
    await expect(connect('update').submit(rerun(run, { memoryGb: 56 }, 'other/1/submit'))).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('a process that dies while a job is changed', () => {
  /** Every request that a submission makes, until it is put back. */
  const steps = [1, 2, 3, 4, 5, 6];
  const died = async (step: number, how: 'down' | 'lose-reply'): Promise<SimulatedRun> => {
    const run = outOfMemory();
    let count = 0;
    // From the moment of death nothing of this process reaches the platform any more.
    proxy.inject({ kind: how }, { on: () => ++count === step });
    proxy.inject({ kind: 'down' }, { times: 1_000, on: () => count > step || (how === 'down' && count === step) });
    await connect('update')
      .submit(rerun(run, { memoryGb: 28 }))
      .catch(() => undefined);
    proxy.clear();
    return run;
  };
  for (const how of ['down', 'lose-reply'] as const)
    it.each(steps)(
      `before its answer to request %i (${how}) is followed by one that repairs once and puts everything back`,
      async (step) => {
        const run = await died(step, how);
        const next = await connect('update').submit(rerun(run, { memoryGb: 28 }));
        expect(next).toMatchObject({ runKey: String(run.runId), try: 1 });
        expect(calls().filter((call) => call === 'repair')).toEqual(['repair']);
        expect(run.clusters[0]?.new_cluster.node_type_id).toBe('medium');
        expect(settings()).toEqual(ingestSettings());
      },
    );
  it('leaves a note, by which a later sweep puts the job back although nobody goes on', async () => {
    await died(3, 'lose-reply');
    expect(calls()).toEqual(['update']);
    expect(noteIn(settings().description)).toMatchObject({ key: 'inc/1/submit' });
    const connector = connect('copy');
    await connector.listJobs();
    expect(await connector.restoreChanges?.()).toEqual([]);
    clock += 11 * 60_000;
    await connector.listJobs();
    expect(await connector.restoreChanges?.()).toEqual([String(jobId)]);
    expect(settings()).toEqual(ingestSettings());
  });
});

const never = (): never => {
  throw new Error('There is no failed run');
};
const ingestSettings = () => createWorkspace([ingest]).jobOf(jobId).settings;
