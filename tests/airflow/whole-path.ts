import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type DemoClients } from '../../embedded/demo/api-client.ts';
import { findIncident, type IncidentDetail, rests } from '../../embedded/demo/follow.ts';
import { startStack } from '../../embedded/stack.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import type { RealAirflow } from './real-airflow.ts';

const [job, runId] = ['whole_path', 'first'];
const patienceMs = 180_000;

async function until<Value>(what: string, look: () => Promise<Value | null>): Promise<Value> {
  for (const begun = Date.now(); ; await sleep(300)) {
    const found = await look().catch(() => null);
    if (found !== null) return found;
    if (Date.now() - begun > patienceMs) throw new Error(`${what} did not happen within ${patienceMs / 1000} s`);
  }
}

/** Short waits, and no limit that a single case could meet. */
const policy = { backOff: { firstMs: 500, factor: 1, maxMs: 1_000 }, breaker: { failures: 1_000 } };

async function handled(clients: DemoClients, since: string): Promise<IncidentDetail> {
  return until(`The case of ${job}`, async () => {
    const found = await findIncident(clients.admin, job, since);
    if (found === null) return null;
    const detail = await clients.approver.get<IncidentDetail>(`/api/incidents/${found.id}`);
    if (detail.proposal !== null)
      await clients.approver.send('POST', `/api/incidents/${found.id}/verdict`, { verdict: 'approve', hash: detail.proposal.hash });
    return rests(detail) ? detail : null;
  });
}

/**
 * A whole Nightshift in front of the real Airflow: it finds a failure by its sweep and clears the failed task. The worker is killed after the
 * clear took effect and before its answer came; the next one finds the clear, and the case ends well with one clear.
 */
export async function wholePath(airflow: RealAirflow): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'nightshift-airflow-path-'));
  mkdirSync(join(root, 'jobs'));
  const proxy = await startFaultProxy(airflow.url);
  const { PATH, HOME, TEMPORAL_CLI_PATH } = process.env;
  const stack = await startStack({
    environment: {
      PATH,
      HOME,
      TEMPORAL_CLI_PATH,
      STATE_DIR: join(root, 'state'),
      JOBS_DIR: join(root, 'jobs'),
      ONCALL_EMAILS: 'oncall@example.com',
      SWEEP_INTERVAL_SECONDS: '5',
      LOG_LEVEL: 'warn',
      AIRFLOW_BASE_URL: proxy.url,
      AIRFLOW_USERNAME: airflow.username,
      AIRFLOW_PASSWORD: airflow.password,
    },
    ports: 'free',
  });
  try {
    const clients = await connect(stack.urls.web);
    await clients.admin.send('PUT', '/api/policies/tenant', { body: policy, note: 'Short waits' });
    proxy.inject({ kind: 'hold-reply' }, { on: (method, path) => method === 'POST' && path.endsWith('clearTaskInstances') });
    const since = new Date(Date.now() - 1_000).toISOString();
    await airflow.user.trigger(job, runId);
    assert.equal(await airflow.user.ended(job, runId), 'failed');
    await airflow.user.setVariable(job, 'yes');

    const killed = handledAfterKill();
    const detail = await handled(clients, since);
    await killed;
    assert.deepEqual([detail.status, detail.action, detail.attempts], ['RESOLVED', 'RETRY', 1]);
    assert.equal(await airflow.user.clears(job, runId), 1);
    const load = (await airflow.user.tasks(job, runId)).find((task) => task.task_id === 'load');
    assert.deepEqual([load?.state, load?.try_number], ['success', 2]);
    assert.ok(stack.child('worker').restarts > 0, 'the worker was not killed');
  } finally {
    await stack.stop();
    await proxy.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  async function handledAfterKill(): Promise<void> {
    await until('The clear', async () => ((await airflow.user.clears(job, runId)) > 0 ? true : null));
    const { pid } = stack.child('worker');
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }
}
