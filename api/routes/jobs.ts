import { randomUUID } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import { contentHash } from '../../domain/canonical.ts';
import { runStates } from '../../domain/jobs/types.ts';
import { type JobRead, listJobs, readJob } from '../../store/reads/jobs.ts';
import { readPlatformDetail } from '../../store/reads/platforms.ts';
import { listRuns } from '../../store/reads/runs.ts';
import { recordStartRequest } from '../../store/start-requests.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../env.ts';
import { AppError } from '../errors.ts';
import { answer, createRouter, errors, IdParam, writeErrors } from '../router.ts';
import { pageOf } from '../schemas/common.ts';
import { JobShape, RunShape, StartRunAnswer } from '../schemas/operations.ts';

const limits = { cursor: z.string().max(600).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };
const JobQuery = z.object({
  q: z.string().max(200).optional(),
  platform: z.string().max(200).optional(),
  application: z.string().max(200).optional(),
  ...limits,
});
const RunQuery = z.object({ platform: z.string().max(200).optional(), state: z.enum(runStates).optional(), ...limits });

/** Jobs, their runs, and starting one by hand. */
export function createJobRoutes({ transact, temporal, basePolicy, now }: ApiDeps) {
  const find = async (caller: Caller, id: string): Promise<JobRead> => {
    const job = await transact(caller.tenant, caller.actor, (tx) => readJob(tx, basePolicy, id, now()));
    if (job === null) throw new AppError('not-found', `There is no job ${id}`);
    return job;
  };
  const runs = async (caller: Caller, query: z.output<typeof RunQuery>, jobId?: string) => {
    const page = await transact(caller.tenant, caller.actor, (tx) => listRuns(tx, { ...query, jobId }));
    return { items: [...page.items], nextCursor: page.nextCursor };
  };

  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/jobs',
        tags: ['jobs'],
        summary: 'List jobs by name',
        middleware: [need('viewer')],
        request: { query: JobQuery },
        responses: { 200: answer('A page', pageOf(JobShape)), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const page = await transact(tenant, actor, (tx) => listJobs(tx, basePolicy, { ...c.req.valid('query'), now: now() }));
        return c.json({ items: [...page.items], nextCursor: page.nextCursor }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/jobs/{id}',
        tags: ['jobs'],
        summary: 'One job',
        middleware: [need('viewer')],
        request: { params: IdParam },
        responses: { 200: answer('The job', JobShape), ...errors },
      }),
      async (c) => c.json(await find(callerOf(c), c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/jobs/{id}/runs',
        tags: ['jobs'],
        summary: 'Runs of a job that Nightshift knows, newest first',
        middleware: [need('viewer')],
        request: { params: IdParam, query: RunQuery },
        responses: { 200: answer('A page', pageOf(RunShape)), ...errors },
      }),
      async (c) => {
        const job = await find(callerOf(c), c.req.valid('param').id);
        return c.json(await runs(callerOf(c), c.req.valid('query'), job.id), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/runs',
        tags: ['jobs'],
        summary: 'Runs that Nightshift knows, newest first',
        middleware: [need('viewer')],
        request: { query: RunQuery },
        responses: { 200: answer('A page', pageOf(RunShape)), ...errors },
      }),
      async (c) => c.json(await runs(callerOf(c), c.req.valid('query')), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/jobs/{id}/runs',
        tags: ['jobs'],
        summary: 'Start a job now',
        middleware: [need('operator')],
        description:
          'With an `Idempotency-Key`, the same request again is the same run. Where the platform’s answer is lost and nobody can tell whether the run was started, it is not sent again, and the record says so.',
        request: { params: IdParam },
        responses: { 202: answer('Will be started', StartRunAnswer), ...writeErrors },
      }),
      async (c) => {
        const caller = callerOf(c);
        const job = await find(caller, c.req.valid('param').id);
        const key = contentHash([caller.tenant, caller.actor.id, job.id, c.req.header('idempotency-key') ?? randomUUID()]);
        await transact(caller.tenant, caller.actor, async (tx) => {
          const platform = await readPlatformDetail(tx, job.platform);
          if (platform?.capabilities['submits'] !== true) throw new AppError('conflict', `Nightshift cannot start runs on ${job.platform}`);
          await recordStartRequest(tx, { platform: job.platform, jobKey: job.key, key });
        });
        const { workflowId } = await temporal.startRun({ tenantId: caller.tenant, platform: job.platform, jobKey: job.key, key });
        return c.json({ workflowId, runKey: null }, 202);
      },
    );
}
export type JobRoutes = ReturnType<typeof createJobRoutes>;
