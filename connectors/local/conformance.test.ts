import type { RunIdentity } from '../../domain/jobs/types.ts';
import { conformance } from '../../tests/support/connector-conformance.ts';
import type { Connector } from '../contract.ts';
import { createTestPlatform, hasEnded, script } from './test-kit.ts';

let count = 0;

conformance('local', async () => {
  const platform = createTestPlatform({ load: script("console.error('Error: disk full'); process.exit(3)") });
  const started = new Map<string, RunIdentity>();
  const connector: Connector = {
    ...platform.connector,
    submit: async (submission) => {
      const run = await platform.connector.submit(submission);
      started.set(run.runKey, run);
      return run;
    },
  };
  const failed = new Set<string>();
  return {
    connector,
    proxy: null,
    failRun: async () => {
      const run = await connector.submit({ jobKey: 'load', parameters: {}, key: `scheduler-${count++}` });
      failed.add(run.runKey);
      await platform.until(run, hasEnded);
      return run;
    },
    submissionFor: (failedRun, key) => ({ jobKey: 'load', parameters: {}, key, failedRun }),
    submissions: async () => {
      for (const run of started.values()) await platform.until(run, hasEnded);
      const { runs } = await connector.listEndedRuns({ cursor: null, since: '2000-01-01T00:00:00Z' });
      return runs.filter((run) => !failed.has(run.runKey)).length;
    },
    close: async () => {
      for (const run of started.values()) await platform.until(run, hasEnded);
      await platform.close();
    },
  };
});
