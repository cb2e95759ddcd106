import { afterAll, beforeAll, expect, it } from 'vitest';
import { act } from '../../activities/act.ts';
import { decide } from '../../activities/decide.ts';
import { followRun } from '../../activities/follow-run.ts';
import { investigate } from '../../activities/investigate.ts';
import { sweep } from '../../activities/sweep.ts';
import { createDatabricksConnector } from '../../connectors/databricks/connector.ts';
import { databricksSettings } from '../../connectors/databricks/settings.ts';
import { readRequests } from '../../store/platform-requests.ts';
import { connectPlatform } from '../../store/platforms.ts';
import { type DatabricksSimulator, startDatabricks } from '../simulators/databricks/server.ts';
import { createWorkspace, type Workspace } from '../simulators/databricks/workspace.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { type Kit, openKit, tenantId } from './kit.ts';

const jobId = 9_007_199_254_740_993n;
const cluster = { num_workers: 2, node_type_id: 'small' };

let kit: Kit;
let workspace: Workspace;
let simulator: DatabricksSimulator;
let proxy: Awaited<ReturnType<typeof startFaultProxy>>;
beforeAll(async () => {
  kit = await openKit();
  workspace = createWorkspace([{ id: jobId, name: 'Load', tasks: [{ task_key: 'load', new_cluster: cluster }] }], {
    now: () => Date.now(),
  });
  simulator = await startDatabricks(workspace);
  proxy = await startFaultProxy(simulator.url);
  const memoryGb = { min: 14, max: 56, default: 14, helps: ['RESOURCE'] };
  const connector = createDatabricksConnector(
    databricksSettings.parse({
      name: 'databricks',
      kind: 'databricks',
      url: proxy.url,
      token: simulator.token,
      nodeTypes: { small: 14, large: 28 },
      jobs: { [String(jobId)]: { application: 'billing', owner: 'billing@example.com', tunables: { memoryGb } } },
    }),
  );
  await kit.transact(async (tx) => {
    await connectPlatform(tx, { id: 'databricks', kind: 'databricks', capabilities: connector.capabilities });
    await tx.rows(`update platform set connected_at = '2020-01-01' where tenant_id = $1`, [tenantId]);
  });
  Object.assign(kit, { deps: { ...kit.deps, connectors: new Map([['databricks', connector]]) } });
});
afterAll(async () => {
  await kit.database.close();
  await proxy.close();
  await simulator.close();
});

it('counts what a case asks of its platform, step by step, and gives it more memory by a copy', async () => {
  const run = workspace.start(jobId, null, {});
  workspace.end(run, 'RUN_EXECUTION_ERROR', 'java.lang.OutOfMemoryError: Java heap space');
  await sweep(kit.deps, { tenantId, platform: 'databricks' });
  const { id: incidentId } = await kit.transact((tx) => tx.one<{ id: string }>('select id from incident where tenant_id = $1', [tenantId]));
  const at = { tenantId, incidentId, round: 1 };
  const sent: number[] = [proxy.requests.length];
  const note = (): void => void sent.push(proxy.requests.length);

  await investigate(kit.deps, at);
  note();
  const decision = await decide(kit.deps, { ...at, revision: 1, because: null });
  expect(decision).toMatchObject({ action: 'RETRY_WITH_NEW_PARAMS', proposal: null });
  const input = { ...at, revision: 1, action: decision.action, repeat: 0 };
  expect(await act(kit.deps, input)).toMatchObject({ kind: 'submitted' });
  note();
  const copy = workspace.runs.at(-1);
  expect(copy?.tasks[0]?.settings.new_cluster?.node_type_id).toBe('large');
  await expect(followRun(kit.deps, input)).rejects.toThrow('has not ended');
  if (copy !== undefined) workspace.end(copy, 'SUCCESS', '');
  expect(await followRun(kit.deps, input)).toBe('green');
  note();

  const counts = await kit.transact((tx) => readRequests(tx, incidentId));
  const [swept = 0, investigated = 0, acted = 0, followed = 0] = sent;
  expect(counts).toEqual({ investigate: investigated - swept, act: acted - investigated, follow: followed - acted });
  expect(counts).toEqual({ investigate: 3, act: 3, follow: 2 });
});
