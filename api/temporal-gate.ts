import { type Client, ScheduleNotFoundError, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import { incidentQueue, startRunWorkflowId, taskRetryWorkflowId } from '../workflows/contract.ts';
import type { ComponentHealth, TemporalGate } from './deps.ts';
import { AppError } from './errors.ts';

const patienceMs = 5000;
const glanceMs = 1000;
/** A worker that polls comes back within a minute; one that has not been seen for longer is gone. */
const workerSeenWithinMs = 75_000;

interface GateParts extends Pick<TemporalGate, 'startIncident' | 'deliver'> {
  readonly client: Client;
  readonly namespace: string;
}

const down = (message: string): ComponentHealth => ({ state: 'down', message });

/** Answers the API's few questions to Temporal. */
export function createTemporalGate({ client, namespace, startIncident, deliver }: GateParts): TemporalGate {
  const soon = <Result>(ms: number, ask: () => Promise<Result>): Promise<Result> => client.connection.withDeadline(Date.now() + ms, ask);

  /** Starts a workflow or joins the one that stands under its id. */
  const start = async (type: string, workflowId: string, input: object): Promise<{ readonly workflowId: string }> => {
    try {
      await soon(patienceMs, () =>
        client.workflow.start(type, {
          workflowId,
          taskQueue: incidentQueue,
          args: [input],
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
        }),
      );
    } catch (cause) {
      // The key's run was started before, and has ended: that is what was asked for.
      if (cause instanceof WorkflowExecutionAlreadyStartedError) return { workflowId };
      throw new AppError('unavailable', 'Temporal does not answer right now; nothing was started', { retryAfterSeconds: 5, cause });
    }
    return { workflowId };
  };

  const seenWorker = async (): Promise<ComponentHealth> => {
    // 1: pollers of workflow tasks.
    const { pollers } = await soon(patienceMs, () =>
      client.workflowService.describeTaskQueue({ namespace, taskQueue: { name: incidentQueue }, taskQueueType: 1 }),
    );
    const seen = (pollers ?? []).map((poller) => Number(poller.lastAccessTime?.seconds ?? 0) * 1000);
    const alive = seen.some((at) => at > Date.now() - workerSeenWithinMs);
    return alive
      ? { state: 'ok', message: null }
      : down(seen.length === 0 ? 'No worker is polling' : 'No worker has polled for more than a minute');
  };

  return {
    startIncident,
    deliver,
    startRun: (input) => start('startRunWorkflow', startRunWorkflowId(input.key), input),
    startTaskRetry: (input) => start('taskRetryWorkflow', taskRetryWorkflowId(input.key), input),
    // Every request is a sweep of its own; sweeps that overlap open nothing twice.
    startSweep: (input) => start('platformSweepWorkflow', `sweep:${input.tenantId}:${input.platform}:${Date.now().toString(36)}`, input),
    startCheck: (input) => start('platformCheckWorkflow', `check:${input.tenantId}:${input.platform}:${Date.now().toString(36)}`, input),
    startImport: (input) => start('platformImportWorkflow', input.importId, input),
    readSchedule: async (scheduleId) => {
      try {
        const { info, state } = await soon(patienceMs, () => client.schedule.getHandle(scheduleId).describe());
        return {
          id: scheduleId,
          paused: state.paused,
          upcoming: info.nextActionTimes.slice(0, 3).map((at) => at.toISOString()),
          lastAt: info.recentActions.at(-1)?.takenAt.toISOString() ?? null,
        };
      } catch (cause) {
        if (cause instanceof ScheduleNotFoundError) return null;
        throw new AppError('unavailable', 'Temporal does not answer right now', { retryAfterSeconds: 5, cause });
      }
    },
    triggerSchedule: async (scheduleId) => {
      try {
        await soon(patienceMs, () => client.schedule.getHandle(scheduleId).trigger());
      } catch (cause) {
        if (cause instanceof ScheduleNotFoundError) throw new AppError('not-found', `There is no schedule ${scheduleId}`, { cause });
        throw new AppError('unavailable', 'Temporal does not answer right now; nothing was started', { retryAfterSeconds: 5, cause });
      }
    },
    historyLength: async (workflowId) => {
      try {
        return (await soon(glanceMs, () => client.workflow.getHandle(workflowId).describe())).historyLength;
      } catch {
        return null;
      }
    },
    async health() {
      try {
        return { worker: await seenWorker(), temporal: { state: 'ok', message: null } };
      } catch {
        return { temporal: down('Temporal does not answer'), worker: down('Temporal does not answer, so nobody can tell') };
      }
    },
  };
}
