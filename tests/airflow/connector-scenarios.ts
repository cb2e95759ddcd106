import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { FailureTrigger } from '../../api/schemas/intake.ts';
import { createAirflowConnector } from '../../connectors/airflow/connector.ts';
import { airflowSettings } from '../../connectors/airflow/settings.ts';
import type { Connector, RunReport } from '../../connectors/contract.ts';
import type { RunIdentity } from '../../domain/jobs/types.ts';
import { type RealAirflow, reporterKey, tokenSeconds } from './real-airflow.ts';

/** What is proved, and how. It fails by throwing. */
export type Scenarios = Readonly<Record<string, () => Promise<void>>>;

const longAgo = '2000-01-01T00:00:00Z';
const endsWithinMs = 120_000;

async function readEnded(connector: Connector, run: RunIdentity): Promise<RunReport> {
  for (const begun = Date.now(); ; await sleep(500)) {
    const report = await connector.readRun(run);
    if (report !== null && report.state !== 'queued' && report.state !== 'running') return report;
    if (Date.now() - begun > endsWithinMs) throw new Error(`${run.jobKey} ${run.runKey} is still ${report?.state ?? 'unknown'}`);
  }
}

/** The connector against the real Airflow. */
export function connectorScenarios({ url, username, password, user, reports }: RealAirflow): Scenarios {
  const connector = createAirflowConnector(
    airflowSettings.parse({ name: 'airflow', kind: 'airflow', url, username, password, requestsPerSecond: 100 }),
  );
  const runOf = (jobKey: string, number: number | null = 0): RunIdentity => ({ platform: 'airflow', jobKey, runKey: 'first', try: number });
  const again = (run: RunIdentity, key: string, parameters = {}) => ({ jobKey: run.jobKey, key, parameters, failedRun: run });
  const stateAndTry = async (dagId: string) =>
    (await user.tasks(dagId, 'first')).map(({ task_id: id, map_index: index, state, try_number: number }) => [id, index, state, number]);
  const fail = async (dagId: string): Promise<RunIdentity> => {
    await user.trigger(dagId, 'first', { day: '2026-01-01' });
    assert.equal(await user.ended(dagId, 'first'), 'failed');
    return runOf(dagId);
  };
  const clearOurs = (run: RunIdentity, key: string) => connector.submit(again(run, key, { day: '2026-01-01' }));

  return {
    'the connection is fine': async () => assert.deepEqual(await connector.check(), []),
    'a failure is found by the sweep, and its log read': async () => {
      const run = await fail('until_variable');
      const { runs } = await connector.listEndedRuns({ cursor: null, since: longAgo });
      assert.deepEqual(
        runs.map(({ jobKey, runKey, try: number, state }) => [jobKey, runKey, number, state]),
        [['until_variable', 'first', 0, 'failed']],
      );
      const report = await connector.readRun(run);
      assert.match(report?.errorText ?? '', /^task load \(@task\), try 1: failed\n/);
      assert.match(report?.errorText ?? '', /in load\nConnectionError: connection to warehouse\.example\.com:5432 refused$/);
      assert.deepEqual(report?.parameters, { day: '2026-01-01' });
    },
    'exactly the failed task and what follows it are cleared, and it is seen green': async () => {
      await user.setVariable('until_variable', 'yes');
      const next = await clearOurs(runOf('until_variable'), 'inc_1/1/submit');
      assert.deepEqual(next, runOf('until_variable', 1));
      assert.equal((await readEnded(connector, next)).state, 'succeeded');
      assert.deepEqual((await stateAndTry('until_variable')).sort(), [
        ['fetch', -1, 'success', 1],
        ['load', -1, 'success', 2],
        ['publish', -1, 'success', 1],
      ]);
      assert.equal((await connector.readRun(runOf('until_variable')))?.state, 'failed');
    },
    'a run that always fails is red again, under its next try': async () => {
      const next = await clearOurs(await fail('always_fails'), 'inc_2/1/submit');
      const report = await readEnded(connector, next);
      assert.equal(report.state, 'failed');
      assert.match(report.errorText, /try 2: failed[^]*FileNotFoundError: \/data\/archive\.csv does not exist$/);
    },
    'the callback of its DAG reports it as the API takes it': async () => {
      for (const begun = Date.now(); reports.length < 2; await sleep(500))
        if (Date.now() - begun > endsWithinMs) throw new Error(`${reports.length} reports came, and not the run's two failures`);
      for (const { path, authorization, body } of reports) {
        assert.deepEqual([path, authorization], ['/api/triggers/failures', `Bearer ${reporterKey}`]);
        assert.deepEqual(FailureTrigger.parse(body), { platform: 'airflow', job: 'always_fails', run: 'first' });
      }
    },
    'of a mapped task one instance is cleared': async () => {
      const run = await fail('mapped');
      assert.match((await connector.readRun(run))?.errorText ?? '', /^task part\[1\] /);
      await user.setVariable('mapped', 'yes');
      assert.equal((await readEnded(connector, await clearOurs(run, 'inc_3/1/submit'))).state, 'succeeded');
      assert.deepEqual((await stateAndTry('mapped')).map(([, index, , number]) => [index, number]).sort(), [
        [0, 1],
        [1, 2],
        [2, 1],
      ]);
    },
    'a clear by hand is followed, and not done twice': async () => {
      const run = await fail('cleared_by_hand');
      await user.setVariable('cleared_by_hand', 'yes');
      await user.clearFailed(run.jobKey, run.runKey);
      const next = await clearOurs(run, 'inc_4/1/submit');
      assert.equal((await readEnded(connector, next)).state, 'succeeded');
      assert.equal(await user.clears(run.jobKey, run.runKey), 1);
    },
    'other parameters make a run of its own, once': async () => {
      const run = runOf('always_fails', 1);
      const started = await connector.submit(again(run, 'inc_5/1/submit', { day: '2026-01-02' }));
      assert.equal(started.runKey, 'nightshift__inc_5~1~submit');
      assert.deepEqual(await connector.submit(again(run, 'inc_5/1/submit', { day: '2026-01-02' })), started);
      const report = await readEnded(connector, started);
      assert.deepEqual([report.state, report.parameters, report.submissionKey], ['failed', { day: '2026-01-02' }, 'inc_5/1/submit']);
    },
    'a paused DAG is refused, in words': async () => {
      await user.pause('always_fails', true);
      await assert.rejects(clearOurs(runOf('always_fails', 1), 'inc_6/1/submit'), { kind: 'conflict', message: /is paused/ });
    },
    'a deleted run is nobody’s any more': async () => {
      await user.remove('always_fails', 'first');
      assert.equal(await connector.readRun(runOf('always_fails')), null);
      await assert.rejects(clearOurs(runOf('always_fails'), 'inc_7/1/submit'), { kind: 'conflict' });
      await user.pause('always_fails', false);
      await assert.rejects(clearOurs(runOf('always_fails'), 'inc_7/1/submit'), { kind: 'not-found', message: /was deleted/ });
    },
    'a token that ran out is renewed': async () => {
      const authorization = `Bearer ${await user.token()}`;
      await connector.check();
      await sleep((tokenSeconds + 2) * 1000);
      assert.equal((await fetch(`${url}/api/v2/dags`, { headers: { authorization } })).status, 401);
      assert.deepEqual(await connector.check(), []);
    },
  };
}
