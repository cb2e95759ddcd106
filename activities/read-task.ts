import type { TaskRetries } from '../connectors/contract.ts';
import { StoreRefusal } from '../store/refusal.ts';
import type { SeenTask, TaskRetryInput } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { isFinal } from './to-failure.ts';

/** How the platform does single tasks again. @throws StoreRefusal invalid */
export function taskRetriesOf({ connectors }: Pick<ActivityDeps, 'connectors'>, platform: string): TaskRetries {
  const retries = connectors.get(platform)?.taskRetries;
  if (retries === undefined) throw new StoreRefusal('invalid', `Single tasks cannot be done again on ${platform}`);
  return retries;
}

/** How a task stands before it is done again. */
export async function readTask(deps: ActivityDeps, input: TaskRetryInput): Promise<SeenTask> {
  try {
    return { stand: await taskRetriesOf(deps, input.platform).stand(input) };
  } catch (error) {
    if (isFinal(error)) return { refused: error.message };
    throw error;
  }
}
