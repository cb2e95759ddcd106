import type { JobError } from '../reports/types.ts';

/** A spreadsheet may change line ends and blanks of a cell. */
const squeezed = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s+/g, ' ').trim();

/**
 * The error of a failed job that a row of a report tells of: of those with its message, the one that agrees most in step, exception and code. A job's
 * only error is meant whatever the row says; null where none is.
 */
export function toldError<Failure extends JobError>(cells: Readonly<Record<string, string>>, errors: readonly Failure[]): Failure | null {
  const same = (column: string, value: string | null): boolean => squeezed(cells[column]) === squeezed(value);
  const agreement = ({ activity, exception, code }: Failure): number =>
    [same('Activity Name', activity), same('Exception Type', exception), same('Error Code', code)].filter(Boolean).length;
  const meant = errors.length === 1 ? errors : errors.filter(({ message }) => same('Error Message', message));
  return meant.toSorted((left, right) => agreement(right) - agreement(left))[0] ?? null;
}
