import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

const { sweep } = proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  retry: { maximumAttempts: 3, initialInterval: '5 seconds' },
});

/** One sweep of one platform, started by its schedule. */
export const platformSweepWorkflow = (input: {
  readonly tenantId: string;
  readonly platform: string;
}): Promise<{ readonly runs: number; readonly opened: number }> => sweep(input);
