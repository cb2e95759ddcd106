import { createRoute, z } from '@hono/zod-openapi';
import type { CleaningChange } from '../../domain/knowledge/training/clean-training-data.ts';
import type { TrainingData } from '../../domain/knowledge/training/training-data.ts';
import { validateTrainingData } from '../../domain/knowledge/training/validate-training-data.ts';
import { cleanTraining, readTrainingData, undoCleaning } from '../../store/knowledge/cleanings.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { type CsvBody, csvOf } from '../http/csv-body.ts';
import { readHistoryFile } from '../past-history.ts';
import { answer, body, createRouter, errors, IdParam, writeErrors } from '../router.ts';
import { CleanAnswer, CleanRequest, CsvRequest, TrainingReportShape, UndoAnswer, ValidateQuery } from '../schemas/teaching.ts';

/** The rows of a file as training data; they go by their lines. */
function fileData(file: CsvBody): { readonly data: TrainingData; readonly badRows: ReturnType<typeof readHistoryFile>['problems'] } {
  const { incidents, problems } = readHistoryFile(file);
  return {
    data: { incidents: incidents.map(({ line, ...one }) => ({ ...one, id: `line ${line}`, category: null, entryId: null })), entries: [] },
    badRows: problems,
  };
}

const countOf = (changes: readonly CleaningChange[], step: CleaningChange['step']): number =>
  new Set(changes.filter((change) => change.step === step && !isKept(change)).map(({ id }) => id)).size;
/** The entry that others are merged into is not one of those that go. */
const isKept = ({ step, after }: CleaningChange): boolean => step === 'mergeSimilarPatterns' && after['state'] === undefined;

/** The domain's change is the contract's own, but for `readonly`. */
const present = (change: CleaningChange) => change as unknown as z.input<typeof CleanAnswer>['changes'][number];

/** Keeps what was taught in order. */
export function createTrainingDataRoutes({ transact }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/kb/validate',
        tags: ['knowledge'],
        summary: 'Check what was taught',
        description:
          'Looks for duplicates, missing fields and patterns that contradict each other. With a CSV file in the body it checks that one.',
        middleware: [need('viewer')],
        request: {
          query: ValidateQuery,
          body: { required: false, content: { 'application/json': { schema: CsvRequest }, 'text/csv': { schema: z.string() } } },
        },
        responses: { 200: answer('The report', TrainingReportShape), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const file = await csvOf(c, c.req.valid('json'));
        const { data, badRows } = file === null ? { data: await transact(tenant, actor, readTrainingData), badRows: [] } : fileData(file);
        const report = validateTrainingData(data, c.req.valid('query'));
        return c.json({ ...report, badRows, problems: report.problems + badRows.length } as z.input<typeof TrainingReportShape>, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/kb/clean',
        tags: ['knowledge'],
        summary: 'Repair what was taught',
        description: 'Nothing is deleted: duplicates are set aside, merged entries retired, and the undo id takes everything back.',
        middleware: [need('admin')],
        request: { body: body(CleanRequest) },
        responses: { 200: answer('What was repaired', CleanAnswer), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { dryRun, ...steps } = c.req.valid('json');
        const { undoId, changes } = await transact(tenant, actor, (tx) => cleanTraining(tx, steps, dryRun));
        const counts = {
          removeDuplicates: countOf(changes, 'removeDuplicates'),
          standardizeTimestamps: countOf(changes, 'standardizeTimestamps'),
          normalizeServiceNames: countOf(changes, 'normalizeServiceNames'),
          mergeSimilarPatterns: countOf(changes, 'mergeSimilarPatterns'),
        };
        return c.json({ undoId, counts, changes: changes.map(present) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/kb/undo/{id}',
        tags: ['knowledge'],
        summary: 'Take a cleaning back',
        middleware: [need('admin')],
        request: { params: IdParam },
        responses: { 200: answer('What was restored', UndoAnswer), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { restored, skipped } = await transact(tenant, actor, (tx) => undoCleaning(tx, c.req.valid('param').id));
        return c.json({ restored, skipped: [...skipped] }, 200);
      },
    );
}
export type TrainingDataRoutes = ReturnType<typeof createTrainingDataRoutes>;
