import { afterAll } from 'vitest';
import { createPipelineDbConnector } from '../../connectors/pipeline-db/connector.ts';
import { conformance } from '../support/connector-conformance.ts';
import { type JobTableDatabase, openJobTable } from '../support/job-table.ts';

let table: JobTableDatabase | undefined;
afterAll(() => table?.close());

conformance('pipeline-db', async () => {
  table ??= await openJobTable();
  const { add, run, settings } = table;
  await run('delete from job_execution');
  return {
    connector: createPipelineDbConnector(settings()),
    proxy: null,
    failRun: async (options) => {
      const [runKey = ''] = await add({ status: options?.state ?? 'FAILURE' });
      return { platform: 'pipelines', jobKey: 'supplier-import', runKey, try: 0 };
    },
    submissionFor: (failedRun, key) => ({ jobKey: failedRun.jobKey, parameters: {}, key, failedRun }),
    submissions: async () => 0,
    close: async () => undefined,
  };
});
