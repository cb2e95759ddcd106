import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweep } from '../../activities/sweep.ts';
import { createDatabricksConnector } from '../../connectors/databricks/connector.ts';
import { databricksSettings } from '../../connectors/databricks/settings.ts';
import { createHttpConnector } from '../../connectors/http/connector.ts';
import { httpSettings } from '../../connectors/http/settings.ts';
import { connectPlatform } from '../../store/platforms.ts';
import { type DatabricksSimulator, startDatabricks } from '../simulators/databricks/server.ts';
import { createWorkspace, type SimulatedRun, type Workspace } from '../simulators/databricks/workspace.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { type Kit, openKit, tenantId } from './kit.ts';

const jobs = Array.from({ length: 40 }, (_none, number) => ({
  id: 9_007_199_254_740_993n + BigInt(number),
  name: `Job ${number}`,
  tasks: ['load'],
}));
const failures = 10_000;

let kit: Kit;
let workspace: Workspace;
let simulator: DatabricksSimulator;
let proxy: FaultProxy;
let time = Date.UTC(2026, 0, 1);
let lookbackMs = 24 * 3_600_000;

const fail = (number: number): SimulatedRun => {
  const run = workspace.start(jobs[number % jobs.length]?.id ?? 0n, null, {});
  workspace.end(run, 'RUN_EXECUTION_ERROR', 'ValueError: no such day');
  return run;
};

beforeAll(async () => {
  kit = await openKit();
  workspace = createWorkspace(jobs, { now: () => (time += 1_000) });
  simulator = await startDatabricks(workspace);
  proxy = await startFaultProxy(simulator.url);
  const connector = createDatabricksConnector(
    databricksSettings.parse({ name: 'databricks', kind: 'databricks', url: proxy.url, token: simulator.token, requestsPerSecond: 1000 }),
  );
  await kit.transact((tx) => connectPlatform(tx, { id: 'databricks', kind: 'databricks', capabilities: connector.capabilities }));
  Object.assign(kit, {
    deps: {
      ...kit.deps,
      connectors: new Map([['databricks', connector]]),
      now: () => new Date(time),
    },
  });
});
afterAll(async () => {
  await kit.database.close();
  await proxy.close();
  await simulator.close();
});

const look = () =>
  sweep({ ...kit.deps, settings: { ...kit.deps.settings, sweepLookbackMs: lookbackMs } }, { tenantId, platform: 'databricks' });
const rowsByRun = async (): Promise<ReadonlyMap<string, number>> => {
  const rows = await kit.transact((tx) =>
    tx.rows<{ key: string; count: number }>(
      `select run_key as key, count(*)::int as count from job_run where platform = 'databricks' and try = 0 group by 1`,
    ),
  );
  return new Map(rows.map((row) => [row.key, row.count]));
};

describe('a sweep', () => {
  it('takes in 10,000 failures, each once, while pages shift under it', { timeout: 150_000 }, async () => {
    const before = Array.from({ length: failures }, (_none, number) => fail(number));
    const touched = new Set<bigint>();
    let lists = 0;
    /** Between two pages: new failures push runs to later pages, repairs and deletions pull them to earlier ones. */
    const shift = (): void => {
      lists += 1;
      if (lists % 3 === 0) fail(lists);
      if (lists % 2 === 0) {
        // A run that was read already, for the newest come first.
        const gone = before[failures - 1 - lists * 5];
        if (gone === undefined || gone.state !== 'TERMINATED') return;
        touched.add(gone.runId);
        if (lists % 4 === 0) workspace.repair(gone.runId, null);
        else workspace.remove(gone);
      }
    };
    proxy.inject({ kind: 'hang' }, { on: (_method, path) => (path.includes('/runs/list') && lists < 400 && shift(), false) });
    await look();
    proxy.clear();
    expect(touched.size).toBeGreaterThan(150);

    const rows = await rowsByRun();
    const missing = before.filter((run) => !touched.has(run.runId) && rows.get(String(run.runId)) !== 1);
    expect(missing).toEqual([]);
    expect([...rows.values()].every((count) => count === 1)).toBe(true);

    // The reading after it goes as far back as this one did, and no further.
    lookbackMs = 600_000;
    await look();
    const after = await rowsByRun();
    const settled = workspace.runs.filter((run) => run.repairs.length === 0);
    expect(settled.filter((run) => after.get(String(run.runId)) !== 1)).toEqual([]);
    const incidents = await kit.transact((tx) => tx.one<{ count: number }>(`select count(*)::int as count from incident`));
    expect(incidents.count).toBe([...after.values()].reduce((sum, count) => sum + count, 0));
  });

  it('of an unchanged workspace costs two requests, and of one with a new failure finds it', async () => {
    await look();
    const before = proxy.requests.length;
    expect(await look()).toEqual({ runs: 0, opened: 0 });
    expect(proxy.requests.slice(before).map((request) => request.split('?')[0])).toEqual([
      'GET /api/2.2/jobs/list',
      'GET /api/2.2/jobs/runs/list',
    ]);
    fail(1);
    expect(await look()).toMatchObject({ opened: 1 });
  });

  it('of a platform that reports its failures itself costs none', async () => {
    const { url } = proxy;
    const job = { application: 'billing', run: { url: `${url}/runs/{run}`, state: '/state', succeeded: ['ok'], failed: ['bad'] } };
    const settings = httpSettings.parse({ name: 'scheduler', kind: 'http', allow: ['127.0.0.0/8'], jobs: { export: job } });
    const before = proxy.requests.length;
    const connectors = new Map([['scheduler', createHttpConnector(settings)]]);
    await sweep({ ...kit.deps, connectors }, { tenantId, platform: 'scheduler' });
    expect(proxy.requests).toHaveLength(before);
  });
});
