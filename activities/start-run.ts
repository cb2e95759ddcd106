import { StoreRefusal } from '../store/refusal.ts';
import type { StartRunInput } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';

/** Starts a job by hand or by its schedule. The key makes a repeated start the same run. */
export async function startRun(deps: ActivityDeps, input: StartRunInput & { readonly key: string }): Promise<{ readonly runKey: string }> {
  const connector = deps.connectors.get(input.platform);
  if (connector === undefined || !connector.capabilities.submits)
    throw new StoreRefusal('invalid', `Nothing can be started on ${input.platform}`);
  const run = await connector.submit({ jobKey: input.jobKey, parameters: {}, key: input.key });
  return { runKey: run.runKey };
}
