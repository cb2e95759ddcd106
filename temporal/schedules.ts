import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { JobProfile } from '../domain/jobs/types.ts';
import { type FailureReportInput, failureReportScheduleId, incidentQueue, type StartRunInput } from '../workflows/contract.ts';

interface ScheduleOrder {
  readonly scheduleId: string;
  readonly spec: { readonly intervals: { every: number }[] } | { readonly cronExpressions: string[]; readonly timezone: string };
  readonly workflowType: string;
  readonly workflowId: string;
  readonly args: readonly unknown[];
}

/** Creates a schedule, or brings the one that stands up to date; safe to call from every worker at every start. */
async function ensureSchedule(client: Client, order: ScheduleOrder): Promise<void> {
  const options = {
    spec: order.spec,
    action: {
      type: 'startWorkflow' as const,
      workflowType: order.workflowType,
      workflowId: order.workflowId,
      taskQueue: incidentQueue,
      args: [...order.args],
    },
    // A sweep or run that is still going makes the next one wait for its turn; what an outage missed is made up for ten minutes.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10 minutes' as const },
  };
  try {
    await client.schedule.create({ scheduleId: order.scheduleId, ...options });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(order.scheduleId).update((previous) => ({ ...previous, ...options }));
  }
}

/** Sweeps a platform at once, beside its schedule: what ended while no worker was up is found without waiting for the next turn. */
export const sweepNow = (client: Client, { tenantId, platform }: { readonly tenantId: string; readonly platform: string }): Promise<void> =>
  client.schedule.getHandle(`sweep:${tenantId}:${platform}`).trigger();

/** Sweeps a platform regularly. */
export const ensureSweep = (
  client: Client,
  input: { readonly tenantId: string; readonly platform: string; readonly everySeconds: number },
): Promise<void> =>
  ensureSchedule(client, {
    scheduleId: `sweep:${input.tenantId}:${input.platform}`,
    spec: { intervals: [{ every: input.everySeconds * 1000 }] },
    workflowType: 'platformSweepWorkflow',
    workflowId: `sweep:${input.tenantId}:${input.platform}`,
    args: [{ tenantId: input.tenantId, platform: input.platform }],
  });

/** Makes a failure report at the times of a cron expression (UTC), over the 24 hours before. */
export const ensureDailyReport = (
  client: Client,
  { tenantId, cron }: { readonly tenantId: string; readonly cron: string },
): Promise<void> =>
  ensureSchedule(client, {
    scheduleId: failureReportScheduleId(tenantId),
    spec: { cronExpressions: [cron], timezone: 'UTC' },
    workflowType: 'failureReportWorkflow',
    workflowId: failureReportScheduleId(tenantId),
    args: [{ tenantId, hours: 24 } satisfies FailureReportInput],
  });

/** Starts the jobs that declare a schedule, and removes the schedules of jobs that no longer do. */
export async function ensureJobSchedules(client: Client, tenantId: string, jobs: readonly JobProfile[]): Promise<void> {
  const idOf = (job: JobProfile) => `job:${tenantId}:${job.platform}:${job.jobKey}`;
  const wanted = new Set(jobs.filter((job) => job.schedule !== null).map(idOf));
  for (const job of jobs) {
    if (job.schedule === null) continue;
    const input: StartRunInput = { tenantId, platform: job.platform, jobKey: job.jobKey, key: null };
    await ensureSchedule(client, {
      scheduleId: idOf(job),
      spec: { cronExpressions: [job.schedule], timezone: 'UTC' },
      workflowType: 'startRunWorkflow',
      workflowId: `run:${job.jobKey}`,
      args: [input],
    });
  }
  for await (const schedule of client.schedule.list())
    if (schedule.scheduleId.startsWith(`job:${tenantId}:`) && !wanted.has(schedule.scheduleId))
      await client.schedule.getHandle(schedule.scheduleId).delete();
}
