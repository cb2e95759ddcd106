import { describe, expect, it } from 'vitest';
import { csvColumns } from '../reports/render-csv.ts';
import { completeCorrection } from './complete-correction.ts';
import { NotCorrectionsError, parseCorrections } from './parse-corrections.ts';

const heading = [...csvColumns, 'Corrected Category', 'Corrected Cause', 'Corrected Action'];
const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
/** A row of the report with a message and what was corrected. */
const row = (message: string, ...corrected: string[]): string =>
  [
    'job-1',
    'orders',
    '',
    '2026-11-21T03:00:00+00:00',
    'load',
    'UNKNOWN',
    'rule',
    '0.30',
    'r',
    'E1',
    message,
    'IOError',
    ...corrected,
    '',
    '',
    '',
  ]
    .slice(0, heading.length)
    .map(quoted)
    .join(',');
const file = (...rows: string[]): string => [heading.join(','), ...rows, ''].join('\n');

describe('a file of corrections', () => {
  it('holds rows that are corrected, and rows that are not', () => {
    const parsed = parseCorrections(file(row('lost', 'THIRD_PARTY_SYSTEM'), row('fine'), row('late', '', 'TIMEOUT', 'RETRY')));
    expect(parsed).toMatchObject({
      skipped: 1,
      problems: [],
      rows: [
        { line: 2, origin: 'THIRD_PARTY_SYSTEM', cause: null, action: null, cells: { 'Error Message': 'lost', 'Job ID': 'job-1' } },
        { line: 4, origin: null, cause: 'TIMEOUT', action: 'RETRY' },
      ],
    });
  });

  it('tells values that do not exist by line, and takes the others', () => {
    const parsed = parseCorrections(file(row('a', 'FOO'), row('b', 'workflow engine'), row('c', '', 'SLOW'), row('', 'UNKNOWN')));
    expect(parsed.rows.map((one) => [one.line, one.origin])).toEqual([[3, 'WORKFLOW_ENGINE']]);
    expect(parsed.problems.map((one) => [one.line, one.column])).toEqual([
      [2, 'Corrected Category'],
      [4, 'Corrected Cause'],
      [5, 'Error Message'],
    ]);
    expect(parsed.problems[0]?.message).toContain('"FOO" is none of INPUT_DATA_QUALITY');
  });

  it('may have a byte order mark, Windows line ends, empty lines, and cells of several lines', () => {
    const text = `\ufeff${file(row('first "line"\nsecond, line', 'INPUT_DATA_QUALITY'), '', row('next', 'BAD'))}`.replaceAll('\n', '\r\n');
    const parsed = parseCorrections(text);
    expect(parsed.rows).toMatchObject([{ line: 2, cells: { 'Error Message': 'first "line"\nsecond, line' } }]);
    expect(parsed.problems).toMatchObject([{ line: 5 }]);
  });

  it('takes formulas for text, with or without the apostrophe of an export', () => {
    const parsed = parseCorrections(file(row("'=HYPERLINK(1)", 'UNKNOWN'), row('+1 row lost', 'UNKNOWN'), row('x', '=1+1')));
    expect(parsed.rows.map((one) => one.cells['Error Message'])).toEqual(['=HYPERLINK(1)', '+1 row lost']);
    expect(parsed.problems).toMatchObject([{ line: 4, column: 'Corrected Category' }]);
  });

  it('tells rows with too few cells and quotes that never end', () => {
    const parsed = parseCorrections(file('a,b', row('kept', 'UNKNOWN'), '1,"2'));
    expect(parsed.rows).toHaveLength(1);
    expect(parsed.problems).toMatchObject([
      { line: 2, message: 'has 2 cells where the heading has 15' },
      { line: 4, message: expect.stringContaining('Quote Not Closed') },
    ]);
  });

  it('needs the columns, in whatever order and case', () => {
    expect(parseCorrections('error message;corrected category\nlost;UNKNOWN\n').rows).toHaveLength(1);
    expect(() => parseCorrections('Error Message\nx\n')).toThrow(NotCorrectionsError);
    expect(() => parseCorrections('Corrected Category\nx\n')).toThrow(/Error Message/);
    expect(() => parseCorrections('')).toThrow(NotCorrectionsError);
  });
});

describe('what a correction leaves open', () => {
  const before = { cause: 'NETWORK', origin: 'THIRD_PARTY_SYSTEM', proposedAction: 'RETRY', confidence: 0.92 } as const;
  const nothing = { cause: null, origin: null, action: null };
  it.each([
    ['an origin alone keeps a sure retry', before, { origin: 'WORKFLOW_ENGINE' }, ['NETWORK', 'WORKFLOW_ENGINE', 'RETRY']],
    ['bad data is not tried again', before, { origin: 'INPUT_DATA_QUALITY' }, ['NETWORK', 'INPUT_DATA_QUALITY', 'SEND_EMAIL']],
    [
      'an unsure retry is not made sure',
      { ...before, confidence: 0.7 },
      { origin: 'WORKFLOW_ENGINE' },
      ['NETWORK', 'WORKFLOW_ENGINE', 'SEND_EMAIL'],
    ],
    [
      'a cause alone starts no retry',
      { ...before, cause: 'DATA', proposedAction: 'SEND_EMAIL' },
      { cause: 'TIMEOUT' },
      ['TIMEOUT', 'THIRD_PARTY_SYSTEM', 'SEND_EMAIL'],
    ],
    ['a named action holds', before, { cause: 'TIMEOUT', action: 'RETRY' }, ['TIMEOUT', 'THIRD_PARTY_SYSTEM', 'RETRY']],
    [
      'unknown and bad data is DATA',
      { ...before, cause: 'UNKNOWN', confidence: 0.3 },
      { origin: 'INPUT_DATA_QUALITY' },
      ['DATA', 'INPUT_DATA_QUALITY', 'SEND_EMAIL'],
    ],
  ] as const)('%s', (_what, was, given, [cause, origin, action]) =>
    expect(completeCorrection(was, { ...nothing, ...given })).toEqual({ cause, origin, action }),
  );
});
