import { createRoute, z } from '@hono/zod-openapi';
import { correctionRows, correctionsHeading } from '../../domain/reports/corrections-csv.ts';
import { listCorrections } from '../../store/reads/corrections.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { streamPages } from '../http/stream-pages.ts';
import { importCorrections } from '../import-corrections.ts';
import { answer, body, createRouter, errors, writeErrors } from '../router.ts';
import { pageOf } from '../schemas/common.ts';
import { CorrectionFilter, CorrectionImport, CorrectionImportAnswer, CorrectionQuery, CorrectionShape } from '../schemas/corrections.ts';

const atOnce = 500;

/** What people corrected, one by one in cases or many at once in a report. */
export function createCorrectionRoutes(deps: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/corrections',
        tags: ['corrections'],
        summary: 'List corrections, newest first',
        middleware: [need('viewer')],
        request: { query: CorrectionQuery },
        responses: { 200: answer('Corrections', pageOf(CorrectionShape)), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { cursor, limit, ...filter } = c.req.valid('query');
        const page = await deps.transact(tenant, actor, (tx) => listCorrections(tx, filter, { limit, cursor }));
        return c.json({ items: [...page.items], nextCursor: page.nextCursor }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/corrections/export',
        tags: ['corrections'],
        summary: 'All corrections that match, as CSV',
        description: 'Newest first. The file can be imported again, here or elsewhere.',
        middleware: [need('viewer')],
        request: { query: CorrectionFilter },
        responses: { 200: { description: 'The file', content: { 'text/csv': { schema: z.string() } } }, ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const filter = c.req.valid('query');
        const file = await streamPages(
          (cursor) => deps.transact(tenant, actor, (tx) => listCorrections(tx, filter, { limit: atOnce, cursor })),
          correctionRows,
          correctionsHeading(),
        );
        const head = { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="corrections.csv"' };
        return c.body(file, 200, head) as never;
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/corrections/import',
        tags: ['corrections'],
        summary: 'Import the corrections of a report',
        description:
          'Rows with empty columns are skipped, rows with unknown values told by line, the others hold at once. Sending a file again changes nothing.',
        middleware: [need('operator')],
        request: { body: body(CorrectionImport) },
        responses: { 200: answer('What was taken over', CorrectionImportAnswer), ...writeErrors },
      }),
      async (c) => {
        const caller = callerOf(c);
        const { csv, person, firstLine } = c.req.valid('json');
        return c.json(await importCorrections(deps, caller, { csv, person: person ?? caller.actor.name, firstLine }), 200);
      },
    );
}
export type CorrectionRoutes = ReturnType<typeof createCorrectionRoutes>;
