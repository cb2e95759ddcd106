import { parse } from 'csv-parse/sync';
import { type Action, actions, type Cause, causes, type Origin, origins } from '../incidents/vocabulary.ts';
import { csvColumns } from '../reports/render-csv.ts';
import { readCell } from '../text/csv-cell.ts';

/** Columns that people add. */
export const correctionColumns = ['Corrected Category', 'Corrected Cause', 'Corrected Action'] as const;

/** A row in which somebody corrected something. */
export interface CorrectedRow {
  /** Line of the file in which the row begins, from 1. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
  readonly cause: Cause | null;
  readonly origin: Origin | null;
  readonly action: Action | null;
}
/** Why a row is not taken. */
export interface RowProblem {
  readonly line: number;
  readonly column: string | null;
  readonly message: string;
}
export interface ParsedCorrections {
  readonly rows: readonly CorrectedRow[];
  /** Rows in which nothing was corrected. */
  readonly skipped: number;
  readonly problems: readonly RowProblem[];
}

/** Thrown when a file is no file of corrections at all. */
export class NotCorrectionsError extends Error {
  override readonly name = 'NotCorrectionsError';
}

interface Read {
  readonly record: readonly string[];
  readonly line: number;
}

/** Reads a table in which quotes, commas and line ends stand inside of cells; what cannot be read is told by line. */
function readTable(text: string): { readonly rows: readonly Read[]; readonly problems: readonly RowProblem[] } {
  const problems: RowProblem[] = [];
  const lines = text.replaceAll(/\r\n?/g, '\n');
  const head = lines.slice(0, lines.indexOf('\n') < 0 ? undefined : lines.indexOf('\n'));
  const parsed = parse(lines, {
    bom: true,
    info: true,
    delimiter: head.includes(';') && !head.includes(',') ? ';' : ',',
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      problems.push({ line: Number(error?.lines ?? 0), column: null, message: `cannot be read: ${error?.message ?? 'a quote is wrong'}` });
      return undefined;
    },
  }) as unknown as { record: string[]; info: { lines: number } }[];
  const rows = parsed.map(({ record, info }) => ({ record, line: info.lines - (record.join('').match(/\n/g)?.length ?? 0) }));
  return { rows, problems };
}

const known = [...csvColumns, ...correctionColumns];
const columnNamed = (heading: string): string =>
  known.find((name) => name.toLowerCase() === heading.trim().toLowerCase()) ?? heading.trim();

/** The value of a correction; null when the cell is empty, an error message when there is no such value. */
function valueOf<Value extends string>(cell: string, values: readonly Value[]): Value | null | { readonly problem: string } {
  const word = cell
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
  if (word === '') return null;
  return (
    values.find((value) => value === word) ?? { problem: `${JSON.stringify(cell.trim().slice(0, 60))} is none of ${values.join(', ')}` }
  );
}

function correctedRow({ record, line }: Read, columns: readonly string[]): CorrectedRow | null | RowProblem {
  if (record.length !== columns.length)
    return { line, column: null, message: `has ${record.length} cells where the heading has ${columns.length}` };
  const cells = Object.fromEntries(columns.map((name, index) => [name, readCell(record[index] ?? '')]));
  const given = {
    origin: valueOf(cells['Corrected Category'] ?? '', origins),
    cause: valueOf(cells['Corrected Cause'] ?? '', causes),
    action: valueOf(cells['Corrected Action'] ?? '', actions),
  };
  const names = { origin: 'Corrected Category', cause: 'Corrected Cause', action: 'Corrected Action' } as const;
  for (const key of ['origin', 'cause', 'action'] as const) {
    const value = given[key];
    if (typeof value === 'object' && value !== null) return { line, column: names[key], message: value.problem };
  }
  if (given.origin === null && given.cause === null && given.action === null) return null;
  if ((cells['Error Message'] ?? '').trim() === '')
    return { line, column: 'Error Message', message: 'is empty: there is no failure to correct' };
  return { line, cells, ...(given as Pick<CorrectedRow, 'cause' | 'origin' | 'action'>) };
}

const isProblem = (row: CorrectedRow | RowProblem): row is RowProblem => 'message' in row;
const isCorrected = (row: CorrectedRow | RowProblem): row is CorrectedRow => !isProblem(row);

/**
 * Reads a failure report in which people filled in "Corrected Category" (an origin), "Corrected Cause" or "Corrected Action". A row that cannot be
 * taken is told by its line, and the others are read. @throws NotCorrectionsError when the columns are missing
 */
export function parseCorrections(text: string): ParsedCorrections {
  const { rows, problems } = readTable(text);
  const [head, ...body] = rows;
  const columns = head?.record.map(columnNamed) ?? [];
  if (!columns.includes('Error Message')) throw new NotCorrectionsError('the column "Error Message" is missing');
  if (!correctionColumns.some((name) => columns.includes(name)))
    throw new NotCorrectionsError(`one of the columns ${correctionColumns.map((name) => `"${name}"`).join(', ')} is needed`);
  const read = body.map((row) => correctedRow(row, columns));
  const taken = read.filter((row) => row !== null);
  return {
    rows: taken.filter(isCorrected),
    skipped: read.length - taken.length,
    problems: [...problems, ...taken.filter(isProblem)].toSorted((left, right) => left.line - right.line),
  };
}
