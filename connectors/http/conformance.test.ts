import { startScheduler } from '../../tests/simulators/scheduler/scheduler.ts';
import { conformance } from '../../tests/support/connector-conformance.ts';
import { startFaultProxy } from '../../tests/support/fault-proxy.ts';
import { createHttpConnector } from './connector.ts';
import { httpSettings } from './settings.ts';

conformance('http', async () => {
  const scheduler = await startScheduler();
  const proxy = await startFaultProxy(scheduler.url);
  const settings = httpSettings.parse({
    name: 'scheduler',
    kind: 'http',
    allow: ['127.0.0.0/8'],
    timeoutSeconds: 1,
    requestsPerSecond: 1000,
    jobs: {
      export: {
        application: 'billing',
        submit: {
          url: `${proxy.url}/jobs/{job}/runs`,
          headers: { 'Idempotency-Key': '{key}' },
          body: {},
          run: '/run/id',
          idempotent: true,
        },
        find: { url: `${proxy.url}/runs?key={key}`, run: '/runs/0/id' },
        run: { url: `${proxy.url}/runs/{run}`, state: '/state', succeeded: ['DONE'], failed: ['FAILED'], error: '/message' },
      },
    },
  });
  return {
    connector: createHttpConnector(settings),
    proxy,
    failRun: async (options) => ({ platform: 'scheduler', jobKey: 'export', runKey: scheduler.fail('export', options?.state), try: 0 }),
    submissionFor: (failedRun, key) => ({ jobKey: 'export', parameters: {}, key, failedRun }),
    submissions: async () => scheduler.runs.filter((run) => run.key !== null).length,
    close: async () => {
      await proxy.close();
      await scheduler.close();
    },
  };
});
