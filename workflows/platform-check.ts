import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

const { checkPlatform } = proxyActivities<Activities>({ startToCloseTimeout: '2 minutes', retry: { maximumAttempts: 2 } });

/** One look at the connection to a platform, asked for by a person. */
export const platformCheckWorkflow = async (input: { readonly tenantId: string; readonly platform: string }): Promise<void> => {
  await checkPlatform(input);
};
