import { CsvError, parse } from 'csv-parse/sync';
import { AppError } from '../errors.ts';

/** A CSV file, taken apart: its head, and each row with the line of the file on which it begins. */
export interface CsvRows {
  readonly head: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

interface Parsed {
  readonly record: string[];
  readonly raw: string;
  readonly info: { readonly lines: number };
}

const lineBreaks = (text: string): number => text.split('\n').length - 1;
/** Spreadsheets of many countries write semicolons. */
const delimiterOf = (text: string): string => {
  const head = text.slice(0, text.search(/\n|$/));
  return [',', ';', '\t'].reduce((best, sign) => (head.split(sign).length > head.split(best).length ? sign : best));
};

/** The parser counts to a row's end. */
const firstLine = ({ raw, info }: Parsed): number => info.lines - lineBreaks(raw.trim());

/** Reads CSV as spreadsheets write it: byte order mark, quotes, line breaks inside of cells, any line end. @throws AppError invalid, naming the line */
export function readCsvRows(file: string): CsvRows {
  const text = file.replaceAll(/\r\n?/g, '\n');
  try {
    const parsed = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      raw: true,
    }) as unknown as Parsed[];
    const [head, ...rows] = parsed;
    if (head === undefined) throw new AppError('invalid', 'The file is empty: its first line must name the columns');
    return {
      head: head.record.map((name) => name.trim().toLowerCase()),
      rows: rows.map((one) => ({ line: firstLine(one), cells: one.record })),
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new AppError('invalid', `The file is not valid CSV: ${error.message}`, { cause: error });
  }
}
