import { workflowActor } from '../domain/people/actor.ts';
import { recordTaskRetry } from '../store/task-retries.ts';
import type { SeenTask, TaskRetryInput } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { taskRetriesOf } from './read-task.ts';
import { isFinal } from './to-failure.ts';

/** Does one task again, unless it was since it was looked at, and writes down what came of it. */
export async function retryTask(deps: ActivityDeps, input: TaskRetryInput & { readonly seen: SeenTask }): Promise<void> {
  const refused = 'refused' in input.seen ? input.seen.refused : await refusalOf(deps, input, input.seen.stand);
  await deps.transact(input.tenantId, workflowActor, (tx) => recordTaskRetry(tx, input, refused));
}

async function refusalOf(deps: ActivityDeps, input: TaskRetryInput, stand: string): Promise<string | null> {
  try {
    await taskRetriesOf(deps, input.platform).retry({ ...input, stand });
    return null;
  } catch (error) {
    if (isFinal(error)) return error.message;
    throw error;
  }
}
