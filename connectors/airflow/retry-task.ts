import { ConnectorError, type TaskAddress, type TaskRetries } from '../contract.ts';
import type { AirflowClient } from './client.ts';
import type { TaskInstance } from './schemas.ts';

/** States of a task instance whose try is over. */
const over = ['failed', 'success', 'upstream_failed', 'skipped', 'removed'];

const standOf = (tasks: readonly TaskInstance[]): string =>
  tasks
    .toSorted((left, right) => left.map_index - right.map_index)
    .map(({ map_index: index, state, try_number: number, max_tries: most }) => `${index}:${state ?? 'none'}:${number}/${most}`)
    .join(' ');

/** Does single tasks of a run again by clearing them, and nothing downstream of them. */
export function createTaskRetries(platform: string, client: AirflowClient): TaskRetries {
  const find = async ({ jobKey, runKey, task, mapIndex }: TaskAddress, signal?: AbortSignal): Promise<readonly TaskInstance[]> => {
    const named = (await client.tasks({ dagId: jobKey, runId: runKey }, signal)).filter((one) => one.task_id === task);
    const found = mapIndex === null ? named : named.filter((one) => one.map_index === mapIndex);
    if (found.length > 0) return found;
    const which = mapIndex === null ? task : `${task}[${mapIndex}]`;
    throw new ConnectorError('not-found', `Run ${runKey} of DAG ${jobKey} has no task ${which} at ${platform}`);
  };
  return {
    stand: async (address, signal) => {
      const tasks = await find(address, signal);
      const busy = tasks.find(({ state }) => !over.includes(state ?? ''));
      if (busy !== undefined)
        throw new ConnectorError(
          'conflict',
          `Task ${address.task} of run ${address.runKey} is ${busy.state ?? 'waiting'}: its try is not over`,
        );
      return standOf(tasks);
    },
    retry: async (address, signal) => {
      if (standOf(await find(address, signal)) !== address.stand) return;
      const { jobKey, runKey, task, mapIndex } = address;
      await client.clear({ dagId: jobKey, runId: runKey, only: [mapIndex === null ? task : [task, mapIndex]] }, signal);
    },
  };
}
