import { startAirflow } from '../../tests/simulators/airflow/server.ts';
import { createAirflowWorld } from '../../tests/simulators/airflow/world.ts';
import { conformance } from '../../tests/support/connector-conformance.ts';
import { startFaultProxy } from '../../tests/support/fault-proxy.ts';
import { createAirflowConnector } from './connector.ts';
import { airflowSettings } from './settings.ts';

/** With the same parameters the failed tasks are cleared; with others a run of its own is started. */
const ways = { clears: {}, 'starts anew': { batch: 250 } } as const;

for (const api of ['v2', 'v1'] as const)
  for (const [way, parameters] of Object.entries(ways))
    conformance(`airflow ${api === 'v2' ? 3 : 2}, which ${way},`, async () => {
      const world = createAirflowWorld([{ id: 'load/orders', tasks: [{ id: 'fetch' }, { id: 'load', retries: 1 }, { id: 'publish' }] }]);
      const simulator = await startAirflow(world, api);
      const proxy = await startFaultProxy(simulator.url);
      const settings = airflowSettings.parse({
        name: 'airflow',
        kind: 'airflow',
        url: proxy.url,
        username: simulator.username,
        password: simulator.password,
        timeoutSeconds: 1,
        requestsPerSecond: 1000,
      });
      let foreign = 0;
      return {
        connector: createAirflowConnector(settings),
        proxy,
        failRun: async (options) => {
          foreign += 1;
          const run = world.start('load/orders', `scheduled__2026-01-01T00:00:0${foreign}+00:00`, { batch: 500 });
          world.end(run, 'load', 'ValueError: no such day', options?.state);
          return { platform: 'airflow', jobKey: run.dagId, runKey: run.runId, try: 0 };
        },
        submissionFor: (failedRun, key) => ({ jobKey: failedRun.jobKey, parameters, key, failedRun }),
        submissions: async () => world.runs.length - foreign + world.runs.reduce((sum, run) => sum + run.clears, 0),
        ...(api === 'v2' ? { expireSignIn: () => simulator.endTokens('expired') } : {}),
        close: async () => {
          await proxy.close();
          await simulator.close();
        },
      };
    });
