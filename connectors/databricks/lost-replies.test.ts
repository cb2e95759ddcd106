import { expect, it } from 'vitest';
import { startDatabricks } from '../../tests/simulators/databricks/server.ts';
import { createWorkspace, type SimulatedRun } from '../../tests/simulators/databricks/workspace.ts';
import { startFaultProxy } from '../../tests/support/fault-proxy.ts';
import { type Connector, ConnectorError, type Submission } from '../contract.ts';
import { createDatabricksConnector } from './connector.ts';
import { databricksSettings } from './settings.ts';

const small = { new_cluster: { num_workers: 2, node_type_id: 'small' } };
const kinds = ['run-now', 'repair', 'copy', 'update'] as const;
const lanes = 20;
const attempts = 50;

/** One job for each lane, so that lanes do not wait for each other. */
const jobs = Array.from({ length: lanes }, (_none, lane) => ({
  id: 9_007_199_254_740_993n + BigInt(lane),
  name: `Job ${lane}`,
  kind: kinds[lane % kinds.length] ?? 'run-now',
  tasks:
    lane % kinds.length === 0
      ? [{ task_key: 'only', ...small }]
      : [
          { task_key: 'first', ...small },
          { task_key: 'second', ...small },
        ],
}));

/** Asks until there is an answer, as the one way to the outside does with a key that may be sent again. */
async function insist(connector: Connector, submission: Submission): Promise<void> {
  for (;;)
    try {
      return void (await connector.submit(submission));
    } catch (error) {
      if (!(error instanceof ConnectorError) || !['unknown-outcome', 'unreachable', 'unavailable'].includes(error.kind)) throw error;
    }
}

/** The same sequence in every run. */
function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

it('starts each of 1,000 reruns once although every third reply is lost', { timeout: 120_000 }, async () => {
  const workspace = createWorkspace(jobs);
  const before = structuredClone(workspace.jobs);
  const simulator = await startDatabricks(workspace);
  const proxy = await startFaultProxy(simulator.url);
  const chance = createChance(7);
  let lost = 0;
  const looses = (): boolean => chance() < 1 / 3 && (lost += 1) > 0;
  proxy.inject({ kind: 'lose-reply' }, { times: Number.MAX_SAFE_INTEGER, on: looses });
  const memoryGb = { min: 14, max: 28, default: 14, helps: ['RESOURCE'] };
  const connector = createDatabricksConnector(
    databricksSettings.parse({
      name: 'databricks',
      kind: 'databricks',
      url: proxy.url,
      token: simulator.token,
      requestsPerSecond: 1000,
      nodeTypes: { small: 14, large: 28 },
      jobs: Object.fromEntries(
        jobs.map(({ id, kind }) => [
          String(id),
          { application: 'billing', resize: kind === 'update' ? 'update' : 'copy', tunables: { memoryGb } },
        ]),
      ),
    }),
  );
  const failures: { readonly run: SimulatedRun; readonly key: string; readonly kind: (typeof kinds)[number] }[] = [];
  await Promise.all(
    jobs.map(async ({ id, kind }, lane) => {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const run = workspace.start(id, null, {});
        workspace.end(run, 'RUN_EXECUTION_ERROR', 'java.lang.OutOfMemoryError: Java heap space');
        const failure = { run, key: `case-${lane}/${attempt}/submit`, kind };
        failures.push(failure);
        const identity = { platform: 'databricks', jobKey: String(id), runKey: String(run.runId), try: 0 };
        const parameters: Submission['parameters'] = kind === 'copy' || kind === 'update' ? { memoryGb: 28 } : {};
        await insist(connector, { jobKey: String(id), parameters, key: failure.key, failedRun: identity });
      }
    }),
  );
  await proxy.close();
  await simulator.close();

  expect(failures).toHaveLength(1_000);
  expect(lost).toBeGreaterThan(1_000);
  const starts = workspace.effects.filter(({ call }) => call !== 'update');
  expect(starts).toHaveLength(1_000);
  for (const { run, key, kind } of failures) {
    const own = starts.filter(({ id, token }) => token === key || id === run.runId);
    expect(own.map(({ call }) => call)).toEqual([{ 'run-now': 'run-now', repair: 'repair', copy: 'runs/submit', update: 'repair' }[kind]]);
    if (kind === 'update') expect(run.tasks[0]?.settings.new_cluster?.node_type_id).toBe('large');
  }
  expect(workspace.jobs).toEqual(before);
});
