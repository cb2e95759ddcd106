import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { StartRunInput } from './contract.ts';

const { startRun } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute', retry: { maximumAttempts: 10 } });

/** Starts a job once, by hand or by its schedule. Without a key the workflow's own id is one: a schedule's holds the planned time. */
export const startRunWorkflow = (input: StartRunInput): Promise<{ readonly runKey: string }> =>
  startRun({ ...input, key: input.key ?? workflowInfo().workflowId.slice(-64) });
