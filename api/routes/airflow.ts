import { randomUUID } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import { contentHash } from '../../domain/canonical.ts';
import { platformsOfKind } from '../../store/platforms.ts';
import { recordTaskRetryRequest } from '../../store/task-retries.ts';
import type { Tx } from '../../store/tx.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { AppError, invalidField } from '../errors.ts';
import { answer, createRouter, writeErrors } from '../router.ts';

const Name = z.string().min(1).max(250);
const TaskParams = z.object({ dag: Name, run: Name, task: Name });
const TaskQuery = z.object({
  platform: z.string().min(1).max(100).optional().openapi({ description: 'Which Airflow, where there are several.' }),
  mapIndex: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .openapi({ description: 'One instance of a mapped task; all without it.' }),
});
const TaskRetryAnswer = z.object({ workflowId: z.string(), platform: z.string() }).openapi('TaskRetryAnswer');

/** The Airflow that is meant. @throws AppError */
async function airflowOf(tx: Tx, named: string | undefined): Promise<string> {
  const known = await platformsOfKind(tx, 'airflow');
  if (named !== undefined && !known.includes(named)) throw new AppError('not-found', `There is no Airflow ${named}`);
  const [only, ...others] = named === undefined ? known : [named];
  if (only === undefined) throw new AppError('not-found', 'No Airflow is connected');
  if (others.length === 0) return only;
  throw invalidField('platform', `must be one of ${known.join(', ')}`);
}

/** What people do in an Airflow by Airflow's own words. */
export function createAirflowRoutes({ transact, temporal }: ApiDeps) {
  return createRouter().openapi(
    createRoute({
      method: 'post',
      path: '/api/airflow/dags/{dag}/dagRuns/{run}/taskInstances/{task}/retry',
      tags: ['platforms'],
      summary: 'Do one task of an Airflow run again',
      description:
        'Clears this task alone, once; with an `Idempotency-Key`, the same request again is the same clear. What came of it stands in the record.',
      middleware: [need('operator')],
      request: { params: TaskParams, query: TaskQuery },
      responses: { 202: answer('Will be cleared', TaskRetryAnswer), ...writeErrors },
    }),
    async (c) => {
      const { tenant, actor } = callerOf(c);
      const { dag, run, task } = c.req.valid('param');
      const { platform: named, mapIndex = null } = c.req.valid('query');
      const asked = { jobKey: dag, runKey: run, task, mapIndex };
      const key = contentHash([tenant, actor.id, named ?? '', asked, c.req.header('idempotency-key') ?? randomUUID()]);
      const platform = await transact(tenant, actor, async (tx) => {
        const found = await airflowOf(tx, named);
        await recordTaskRetryRequest(tx, { platform: found, ...asked, key });
        return found;
      });
      const { workflowId } = await temporal.startTaskRetry({ tenantId: tenant, platform, ...asked, key });
      return c.json({ workflowId, platform }, 202);
    },
  );
}
export type AirflowRoutes = ReturnType<typeof createAirflowRoutes>;
