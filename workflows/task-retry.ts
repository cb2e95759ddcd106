import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { TaskRetryInput } from './contract.ts';

const { readTask, retryTask } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute', retry: { maximumAttempts: 10 } });

/** Does one task again, once: how it stood before is in the history, so that a repeated step sees whether it was done. */
export async function taskRetryWorkflow(input: TaskRetryInput): Promise<void> {
  await retryTask({ ...input, seen: await readTask(input) });
}
