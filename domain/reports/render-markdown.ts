import { stripControls } from '../text/clean-text.ts';
import { confidenceText, counted, hoursOf, oneLine, percentText, utc } from './format.ts';
import type { ClassifiedError, FailedJob, FailureSummary, Named } from './types.ts';

const longestMessage = 200;

/** Any text as plain words inside a line or a table cell: nothing of it is markup. */
const words = (text: string, longest = 120): string =>
  oneLine(text, longest)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*[\]|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, (sign) => `\\${sign}`);

/** A text as it is, in a fence that it cannot close. */
function fenced(text: string): readonly string[] {
  const longestRun = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  return [`${fence}text`, stripControls(text), fence];
}

const table = (headings: readonly string[], aligned: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  `| ${headings.join(' | ')} |`,
  `| ${aligned.join(' | ')} |`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

const head = (summary: FailureSummary): readonly string[] => [
  '# Failure report',
  '',
  '## Summary',
  '',
  `- **Period**: ${utc(summary.period.since)} to ${utc(summary.period.until)} (${hoursOf(summary.period)} h)`,
  `- **Analysed at**: ${utc(summary.analysedAt)}`,
  `- **Model**: ${summary.useLlm ? 'used where rules and knowledge cannot tell' : 'not used'}`,
  `- **Total failed jobs**: ${summary.totalJobs}`,
  `- **Total errors**: ${summary.totalErrors}`,
  `- **UNKNOWN**: ${summary.unknown.count} (${percentText(summary.unknown.percent)}); without a model ${summary.unknown.withoutModel.count} (${percentText(summary.unknown.withoutModel.percent)})`,
  '',
];

const shares = (title: string, name: string, rows: readonly Named[]): readonly string[] => [
  `## ${title}`,
  '',
  ...table(
    [name, 'Count', 'Percentage'],
    ['---', '---:', '---:'],
    rows.map((row) => [row.name, String(row.count), percentText(row.percent)]),
  ),
  '',
];

const jobCounts = (title: string, name: string, rows: readonly Named[]): readonly string[] => [
  `## ${title}`,
  '',
  ...table(
    [name, 'Failed jobs'],
    ['---', '---:'],
    rows.map((row) => [words(row.name), String(row.count)]),
  ),
  '',
];

const allErrors = (summary: FailureSummary): readonly string[] => [
  '## All errors',
  '',
  ...table(
    ['Job ID', 'Pipeline', 'Activity', 'Category', 'Method', 'Message'],
    ['---', '---', '---', '---', '---', '---'],
    summary.jobs.flatMap((job) =>
      job.errors.map((error) => [
        words(job.jobId),
        words(job.pipeline),
        words(error.activity),
        error.category,
        error.method,
        words(error.message, longestMessage),
      ]),
    ),
  ),
  '',
];

const errorLines = (error: ClassifiedError, number: number): readonly string[] => [
  `#### ${number}. ${words(error.activity)}`,
  '',
  `- **Category**: ${error.category} (${error.cause}), confidence ${confidenceText(error.confidence)}, by ${error.method}`,
  `- **Reasoning**: ${words(error.reasoning, longestMessage)}`,
  ...(error.code === null ? [] : [`- **Code**: ${words(error.code)}`]),
  ...(error.exception === null ? [] : [`- **Exception**: ${words(error.exception)}`]),
  '- **Message**:',
  '',
  ...fenced(error.message),
  '',
];

/** The jobs that have errors of a category, with those errors numbered through the section. */
function categorySection(category: string, jobs: readonly FailedJob<ClassifiedError>[]): readonly string[] {
  const mine = jobs
    .map((job) => ({ ...job, errors: job.errors.filter((error) => error.category === category) }))
    .filter((job) => job.errors.length > 0);
  let number = 0;
  return [
    `## ${category} (${counted(mine.length, 'job')})`,
    '',
    ...mine.flatMap((job) => [
      `### Job ${words(job.jobId)}: ${words(job.pipeline)}, ${utc(job.finishedAt)}`,
      '',
      ...job.errors.flatMap((error) => errorLines(error, ++number)),
    ]),
  ];
}

/** The report for a wiki, a ticket or a chat that shows Markdown. */
export function renderMarkdown(summary: FailureSummary): string {
  const lines =
    summary.totalJobs === 0
      ? [...head(summary), 'No job failed in this period.', '']
      : [
          ...head(summary),
          ...shares('Errors by Category', 'Category', summary.byCategory),
          ...shares('Errors by method', 'Method', summary.byMethod),
          ...jobCounts('Failed jobs per tenant', 'Tenant', summary.jobsByTenant),
          ...jobCounts('Top failing pipelines', 'Pipeline', summary.jobsByPipeline),
          ...allErrors(summary),
          ...summary.byCategory.flatMap(({ name }) => categorySection(name, summary.jobs)),
        ];
  return `${lines.join('\n').trimEnd()}\n`;
}
