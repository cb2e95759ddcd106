import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { FailureReportInput, FailureReportResult } from './contract.ts';

const { reportFailures } = proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  retry: { maximumAttempts: 10, initialInterval: '5 seconds' },
});

/** One failure report over the hours before this start; the run's own id makes it one report however often the step is tried. */
export const failureReportWorkflow = (input: FailureReportInput): Promise<FailureReportResult> =>
  reportFailures({ ...input, until: workflowInfo().startTime.toISOString(), key: workflowInfo().runId });
