import { renderCsv } from './render-csv.ts';
import { renderMarkdown } from './render-markdown.ts';
import { renderText } from './render-text.ts';
import { toDictionary } from './to-dictionary.ts';
import type { FailureSummary } from './types.ts';

export const reportFormats = ['text', 'markdown', 'json', 'csv'] as const;
export type ReportFormat = (typeof reportFormats)[number];

const renderers: Readonly<Record<ReportFormat, (summary: FailureSummary) => string>> = {
  text: renderText,
  markdown: renderMarkdown,
  json: (summary) => `${JSON.stringify(toDictionary(summary), null, 2)}\n`,
  csv: renderCsv,
};

/** The report as a file of a format. */
export const renderReport = (summary: FailureSummary, format: ReportFormat): string => renderers[format](summary);
