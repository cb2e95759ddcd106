import { createRoute, z } from '@hono/zod-openapi';
import type { Cause } from '../../domain/incidents/vocabulary.ts';
import { newId } from '../../store/ids.ts';
import { readImport, recordImportRequest } from '../../store/imports.ts';
import { readPlatformDetail } from '../../store/reads/platforms.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { answer, body, createRouter, errors, IdParam, writeErrors } from '../router.ts';
import { ImportRequest, ImportState } from '../schemas/imports.ts';

const dayMs = 86_400_000;
const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);
/** A day ends with its last millisecond. */
const endOf = (text: string): string => new Date(Date.parse(text) + (isDay(text) ? dayMs - 1 : 0)).toISOString();

/** The history of a platform, taken in by a range of time. */
export function createPlatformImportRoutes({ transact, temporal }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/platforms/{id}/imports',
        tags: ['platforms'],
        summary: 'Take in the failures of a range of time',
        description: 'Each failure becomes a case that is diagnosed and not acted on. What is known already stays as it is.',
        middleware: [need('operator')],
        request: { params: IdParam, body: body(ImportRequest) },
        responses: { 202: answer('Will be looked through', z.object({ importId: z.string(), workflowId: z.string() })), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { id: platform } = c.req.valid('param');
        const { startDate, endDate, includeFailures } = c.req.valid('json');
        const importId = newId('imp');
        const asked = { platform, importId, from: new Date(startDate).toISOString(), until: endOf(endDate), includeFailures };
        await transact(tenant, actor, async (tx) => {
          const found = await readPlatformDetail(tx, platform);
          if (found === null) throw new AppError('not-found', `There is no platform ${platform}`);
          if (found.capabilities['listsRuns'] !== true) throw new AppError('conflict', `The runs of ${platform} cannot be listed`);
          await recordImportRequest(tx, asked);
        });
        return c.json({ importId, ...(await temporal.startImport({ tenantId: tenant, ...asked })) }, 202);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/platforms/{id}/imports/{importId}',
        tags: ['platforms'],
        summary: 'What came of an import',
        middleware: [need('viewer')],
        request: { params: IdParam.extend({ importId: z.string().min(1).max(100) }) },
        responses: { 200: answer('As it stands', ImportState), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { id: platform, importId } = c.req.valid('param');
        const found = await transact(tenant, actor, (tx) => readImport(tx, platform, importId));
        if (found === null) throw new AppError('not-found', `There is no import ${importId} of ${platform}`);
        const { request, outcome } = found;
        const { runs = 0, failed = 0, opened = 0, leftToSweep = 0, error = null } = outcome ?? {};
        const state = outcome === null ? 'running' : error === null ? 'done' : 'failed';
        const causes = found.causes.map(({ cause, count }) => ({ cause: cause as Cause | null, count }));
        const told = { id: importId, platform, state, error, from: request.from, until: request.until } as const;
        return c.json({ ...told, runs, failed, opened, leftToSweep, causes }, 200);
      },
    );
}
export type PlatformImportRoutes = ReturnType<typeof createPlatformImportRoutes>;
