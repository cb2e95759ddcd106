import type { Verdict } from '../learning/complete-correction.ts';
import { csvFile } from '../text/csv-cell.ts';
import { utc } from './format.ts';

/** What a row of the file tells. */
export interface CorrectionRow {
  readonly at: string;
  readonly person: string;
  readonly source: string;
  readonly incidentId: string | null;
  readonly text: string;
  readonly before: Verdict | null;
  readonly after: Verdict;
  readonly reason: string;
}

/** The columns that an import reads have its names, so that the file can be imported elsewhere. */
const columns = [
  ...['Corrected At', 'Person', 'Source', 'Incident ID', 'Error Message', 'Category Before', 'Corrected Category'],
  ...['Cause Before', 'Corrected Cause', 'Action Before', 'Corrected Action', 'Reason'],
];

/** The heading of a file of corrections. */
export const correctionsHeading = (): string => csvFile([columns]);

/** One row per correction. */
export const correctionRows = (rows: readonly CorrectionRow[]): string =>
  csvFile(
    rows.map(({ at, person, source, incidentId, text, before, after, reason }) => [
      ...[utc(at), person, source, incidentId, text, before?.origin ?? null, after.origin],
      ...[before?.cause ?? null, after.cause, before?.action ?? null, after.action, reason],
    ]),
  );
