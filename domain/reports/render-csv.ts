import { csvFile } from '../text/csv-cell.ts';
import { confidenceText, utc } from './format.ts';
import type { FailureSummary } from './types.ts';

/** The columns of the error table; files of corrections carry the same with one more. */
export const csvColumns = [
  'Job ID',
  'Pipeline Name',
  'Tenant ID',
  'Finished At',
  'Activity Name',
  'Error Category',
  'Classified By',
  'Confidence',
  'Reasoning',
  'Error Code',
  'Error Message',
  'Exception Type',
] as const;

/** One row per error and nothing else. */
export const renderCsv = (summary: FailureSummary): string =>
  csvFile([
    csvColumns,
    ...summary.jobs.flatMap((job) =>
      job.errors.map((error) => [
        job.jobId,
        job.pipeline,
        job.tenantId,
        utc(job.finishedAt),
        error.activity,
        error.category,
        error.method,
        confidenceText(error.confidence),
        error.reasoning,
        error.code ?? '',
        error.message,
        error.exception ?? '',
      ]),
    ),
  ]);
