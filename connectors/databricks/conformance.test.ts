import { startDatabricks } from '../../tests/simulators/databricks/server.ts';
import { createWorkspace } from '../../tests/simulators/databricks/workspace.ts';
import { conformance } from '../../tests/support/connector-conformance.ts';
import { startFaultProxy } from '../../tests/support/fault-proxy.ts';
import { createDatabricksConnector } from './connector.ts';
import { databricksSettings } from './settings.ts';

/** One task: a rerun is a new run. Two: a rerun repairs the failed one. */
const jobs = { single: 9_007_199_254_740_993n, double: 9_007_199_254_740_995n } as const;

for (const [kind, jobId] of Object.entries(jobs))
  for (const way of ['a token', 'a service principal'] as const)
    conformance(`databricks, ${kind} task, by ${way}`, async () => {
      const workspace = createWorkspace([
        { id: jobs.single, name: 'Load', tasks: ['load'] },
        { id: jobs.double, name: 'Ingest', tasks: ['fetch', 'merge'] },
      ]);
      const simulator = await startDatabricks(workspace);
      const proxy = await startFaultProxy(simulator.url);
      const { token, clientId, clientSecret } = simulator;
      const settings = databricksSettings.parse({
        name: 'databricks',
        kind: 'databricks',
        url: proxy.url,
        ...(way === 'a token' ? { token } : { clientId, clientSecret }),
        timeoutSeconds: 1,
        requestsPerSecond: 1000,
      });
      let foreign = 0;
      return {
        connector: createDatabricksConnector(settings),
        proxy,
        failRun: async (options) => {
          foreign += 1;
          const run = workspace.start(jobId, null, {});
          workspace.end(run, options?.state ?? 'RUN_EXECUTION_ERROR', 'ValueError: no such day', options?.state);
          return { platform: 'databricks', jobKey: String(jobId), runKey: String(run.runId), try: 0 };
        },
        submissionFor: (failedRun, key) => ({ jobKey: failedRun.jobKey, parameters: {}, key, failedRun }),
        submissions: async () => workspace.runs.length - foreign + workspace.runs.reduce((sum, run) => sum + run.repairs.length, 0),
        ...(way === 'a token' ? {} : { expireSignIn: simulator.expireTokens }),
        close: async () => {
          await proxy.close();
          await simulator.close();
        },
      };
    });
