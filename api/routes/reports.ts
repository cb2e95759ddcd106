import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type ReportFormat as Format, renderReport } from '../../domain/reports/render.ts';
import { toDictionary } from '../../domain/reports/to-dictionary.ts';
import { listReports, readReport, recordReportRequest } from '../../store/reports.ts';
import { failureReportScheduleId } from '../../workflows/contract.ts';
import { callerOf, covers, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { AppError, invalidField } from '../errors.ts';
import { type MadeReport, makeReport } from '../reports/make-report.ts';
import { answer, body, createRouter, errors, IdParam, writeErrors } from '../router.ts';
import { pageOf } from '../schemas/common.ts';
import { FailureReportRequest, FailureReportShape, ReportFormat, ReportHeadShape, ScheduleShape } from '../schemas/reports.ts';

const contentTypes: Readonly<Record<Exclude<Format, 'json'>, string>> = {
  text: 'text/plain; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
};

const answers = (description: string) => ({
  description,
  content: {
    'application/json': { schema: FailureReportShape },
    'text/plain': { schema: z.string() },
    'text/markdown': { schema: z.string() },
    'text/csv': { schema: z.string() },
  },
});

/** The report in the wanted format; its id is in the JSON and in a header. */
function present(c: Context<ApiEnv>, { id, summary }: MadeReport, format: Format) {
  c.header('X-Report-Id', id);
  if (format === 'json') return c.json({ report_id: id, ...toDictionary(summary) }, 200);
  return c.body(renderReport(summary, format), 200, { 'Content-Type': contentTypes[format] });
}

/** Failure reports: what failed in a period, sorted by whose side the fix is on. */
export function createReportRoutes(deps: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/reports/failures',
        tags: ['reports'],
        summary: 'Analyse the failures of a period',
        description:
          'Over the stored cases, or over `jobs` that come with the request. The report is kept. `format` chooses the form of the answer; the same report can be had in the other forms later.',
        middleware: [need('operator')],
        request: { body: body(FailureReportRequest) },
        responses: { 200: answers('The report'), ...writeErrors },
      }),
      async (c) => {
        const caller = callerOf(c);
        const request = c.req.valid('json');
        if ((request.llmModel !== undefined || request.llmUrl !== undefined) && !covers(caller.role, 'admin'))
          throw new AppError('forbidden', 'Another model or address needs the role admin');
        const wrong = deps.model.overrideProblem({ model: request.llmModel, url: request.llmUrl });
        if (wrong !== null) throw invalidField(wrong.field === 'url' ? 'llmUrl' : 'llmModel', wrong.problem);
        return present(c, await makeReport(deps, caller, request), request.format);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/reports',
        tags: ['reports'],
        summary: 'The kept reports, newest first',
        middleware: [need('viewer')],
        request: {
          query: z.object({ cursor: z.string().max(300).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
        },
        responses: {
          200: { description: 'A page', content: { 'application/json': { schema: pageOf(ReportHeadShape) } } },
          ...errors,
        },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { cursor, limit } = c.req.valid('query');
        const page = await deps.transact(tenant, actor, (tx) => listReports(tx, { cursor, limit }));
        return c.json({ items: [...page.items], nextCursor: page.nextCursor }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/reports/schedule',
        tags: ['reports'],
        summary: 'When the daily report is made',
        middleware: [need('viewer')],
        responses: { 200: answer('The schedule', ScheduleShape), ...errors },
      }),
      async (c) => {
        const { tenant } = callerOf(c);
        const schedule = await deps.temporal.readSchedule(failureReportScheduleId(tenant));
        if (schedule === null) throw new AppError('not-found', 'There is no schedule yet; a worker makes it when it starts');
        return c.json({ ...schedule, upcoming: [...schedule.upcoming] }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/reports/schedule/trigger',
        tags: ['reports'],
        summary: 'Make the daily report now',
        middleware: [need('operator')],
        responses: { 202: answer('Will be made', z.object({ scheduleId: z.string() })), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const scheduleId = failureReportScheduleId(tenant);
        await deps.temporal.triggerSchedule(scheduleId);
        await deps.transact(tenant, actor, (tx) => recordReportRequest(tx, scheduleId));
        return c.json({ scheduleId }, 202);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/reports/{id}',
        tags: ['reports'],
        summary: 'One report, in any format',
        middleware: [need('viewer')],
        request: { params: IdParam, query: z.object({ format: ReportFormat.default('json') }) },
        responses: { 200: answers('The report as it was made'), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { id } = c.req.valid('param');
        const summary = await deps.transact(tenant, actor, (tx) => readReport(tx, id));
        return present(c, { id, summary }, c.req.valid('query').format);
      },
    );
}
export type ReportRoutes = ReturnType<typeof createReportRoutes>;
