import { startDatabricks } from '../../tests/simulators/databricks/server.ts';
import { createWorkspace } from '../../tests/simulators/databricks/workspace.ts';
import { conformance } from '../../tests/support/connector-conformance.ts';
import { startFaultProxy } from '../../tests/support/fault-proxy.ts';
import { createDatabricksConnector } from './connector.ts';
import { databricksSettings } from './settings.ts';

const single = { id: 9_007_199_254_740_993n, name: 'Load', tasks: ['load'] };
const double = { id: 9_007_199_254_740_995n, name: 'Ingest', tasks: ['fetch', 'merge'] };
const small = { new_cluster: { num_workers: 2, node_type_id: 'small' } };
const sized = {
  id: 9_007_199_254_740_997n,
  name: 'Merge',
  tasks: [
    { task_key: 'merge', ...small },
    { task_key: 'publish', ...small },
  ],
};

const memoryGb = { min: 14, max: 56, default: 14, helps: ['RESOURCE'] };
const larger = { memoryGb: 28 };
/** One task: a rerun is a new run. Two: a rerun repairs the failed one. With more memory: a copy, or a changed job that is put back. */
const cases = [
  ['one task, by a token', single, {}, 'copy', 'a token'],
  ['one task, by a service principal', single, {}, 'copy', 'a service principal'],
  ['two tasks, by a token', double, {}, 'copy', 'a token'],
  ['more memory by a copy', sized, larger, 'copy', 'a token'],
  ['more memory by an update', sized, larger, 'update', 'a service principal'],
] as const;

for (const [kind, { id: jobId }, parameters, resize, way] of cases)
  conformance(`databricks, ${kind}`, async () => {
    const workspace = createWorkspace([single, double, sized]);
    const simulator = await startDatabricks(workspace);
    const proxy = await startFaultProxy(simulator.url);
    const { token, clientId, clientSecret } = simulator;
    const settings = databricksSettings.parse({
      name: 'databricks',
      kind: 'databricks',
      url: proxy.url,
      ...(way === 'a token' ? { token } : { clientId, clientSecret }),
      timeoutSeconds: 1,
      nodeTypes: { small: 14, large: 28 },
      jobs: { [String(jobId)]: { application: 'billing', resize, tunables: { memoryGb } } },
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
      submissionFor: (failedRun, key) => ({ jobKey: failedRun.jobKey, parameters, key, failedRun }),
      submissions: async () => workspace.runs.length - foreign + workspace.runs.reduce((sum, run) => sum + run.repairs.length, 0),
      ...(way === 'a token' ? {} : { expireSignIn: simulator.expireTokens }),
      close: async () => {
        await proxy.close();
        await simulator.close();
      },
    };
  });
