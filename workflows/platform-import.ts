import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { ImportInput } from './contract.ts';

const { importRuns } = proxyActivities<Activities>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '30 seconds',
  // Begun anew it meets the cases that it has opened already.
  retry: { maximumAttempts: 5, initialInterval: '10 seconds' },
});

/** One look through a range of time, asked for by a person. */
export const platformImportWorkflow = async (input: ImportInput): Promise<void> => {
  await importRuns(input);
};
