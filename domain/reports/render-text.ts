import { confidenceText, counted, hoursOf, oneLine, percentText, utc } from './format.ts';
import type { ClassifiedError, FailedJob, FailureSummary, Named } from './types.ts';

const width = 80;
const rule = '='.repeat(width);
const thinRule = '-'.repeat(width);
const longestMessage = 160;
const longestCell = 40;

const section = (title: string, lines: readonly string[]): readonly string[] => ['', thinRule, title, thinRule, ...lines];

const head = (summary: FailureSummary): readonly string[] => [
  rule,
  'FAILURE REPORT',
  rule,
  `Period:             ${utc(summary.period.since)} to ${utc(summary.period.until)} (${hoursOf(summary.period)} h)`,
  `Analysed at:        ${utc(summary.analysedAt)}`,
  `Model:              ${summary.useLlm ? 'used where rules and knowledge cannot tell' : 'not used'}`,
  `Total failed jobs:  ${summary.totalJobs}`,
  `Total errors:       ${summary.totalErrors}`,
];

const shares = (named: readonly Named[]): readonly string[] =>
  named.map(({ name, count, percent }) => `${name.padEnd(24)}${String(count).padStart(7)}  ${percentText(percent).padStart(6)}`);

const unknownLine = ({ unknown }: FailureSummary): string =>
  `UNKNOWN without a model: ${unknown.withoutModel.count} (${percentText(unknown.withoutModel.percent)}), in this report: ${unknown.count} (${percentText(unknown.percent)})`;

const jobCounts = (named: readonly Named[]): readonly string[] =>
  named.map(({ name, count }) => `${oneLine(name, 60).padEnd(64)}${String(count).padStart(7)}`);

/** Columns as wide as their longest cell, the last one open. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

const errorTable = (summary: FailureSummary): readonly string[] =>
  table([
    ['Job ID', 'Pipeline', 'Activity', 'Category', 'Method', 'Message'],
    ...summary.jobs.flatMap((job) =>
      job.errors.map((error) => [
        oneLine(job.jobId, longestCell),
        oneLine(job.pipeline, longestCell),
        oneLine(error.activity, longestCell),
        error.category,
        error.method,
        oneLine(error.message, longestMessage),
      ]),
    ),
  ]);

const errorLines = (error: ClassifiedError, number: number): readonly string[] => [
  `  ${number}. ${oneLine(error.activity, 70)}`,
  `     ${error.category} / ${error.cause}, confidence ${confidenceText(error.confidence)}, by ${error.method}`,
  `     Reasoning: ${oneLine(error.reasoning, longestMessage)}`,
  `     Message:   ${oneLine(error.message, longestMessage)}`,
  ...(error.exception === null ? [] : [`     Exception: ${oneLine(error.exception, longestMessage)}`]),
];

const jobLines = (job: FailedJob<ClassifiedError>): readonly string[] => [
  `${oneLine(job.jobId, 60)}  ${oneLine(job.pipeline, 60)}`,
  `  finished ${utc(job.finishedAt)}, ${counted(job.errors.length, 'error')}`,
  ...job.errors.flatMap((error, index) => errorLines(error, index + 1)),
];

/** The report for a terminal or a plain mail. */
export function renderText(summary: FailureSummary): string {
  const nothing = ['No job failed in this period.'];
  const lines = [
    ...head(summary),
    ...section('ERRORS BY CATEGORY', summary.totalJobs === 0 ? nothing : [...shares(summary.byCategory), '', unknownLine(summary)]),
    ...(summary.totalJobs === 0
      ? []
      : [
          ...section('ERRORS BY METHOD', shares(summary.byMethod)),
          ...section('FAILED JOBS PER TENANT', jobCounts(summary.jobsByTenant)),
          ...section('TOP FAILING PIPELINES', jobCounts(summary.jobsByPipeline)),
          ...section('ALL ERRORS', errorTable(summary)),
          ...section('FAILED JOBS', summary.jobs.flatMap(jobLines)),
        ]),
    rule,
  ];
  return `${lines.join('\n')}\n`;
}
