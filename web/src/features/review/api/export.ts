import type { Correction } from '../../../lib/learning-contract.ts';

const heads = [
  'At',
  'Person',
  'Source',
  'Case',
  'Error',
  'Cause before',
  'Cause',
  'Origin before',
  'Origin',
  'Action before',
  'Action',
  'Reason',
];

/** A cell of a CSV: quoted, and with an apostrophe where a spreadsheet would take it for a formula. */
const cell = (value: string): string => `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;

/** The corrections as a spreadsheet reads them. */
export const correctionsCsv = (corrections: readonly Correction[]): string =>
  [
    heads,
    ...corrections.map(({ at, person, source, incidentId, text, before, after, reason }) => [
      ...[at, person, source, incidentId ?? '', text],
      ...[before?.cause ?? '', after.cause, before?.origin ?? '', after.origin, before?.action ?? '', after.action, reason],
    ]),
  ]
    .map((row) => row.map(cell).join(','))
    .join('\r\n');

/** Offers a text as a file. */
export function saveFile(name: string, type: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
