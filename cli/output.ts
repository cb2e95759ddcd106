import { styleText } from 'node:util';
import Table from 'cli-table3';

/** Where a command writes: tables for people, or JSON for programs. */
export interface Output {
  /** One thing: `lines` for people, `value` for programs. */
  show(value: unknown, lines: () => string): void;
  /** A text that is made already, such as a report. */
  print(text: string): void;
  /** Whether the caller wants JSON. */
  readonly json: boolean;
}

/** Control characters of job texts would steer the reader's terminal. */
// oxlint-disable-next-line no-control-regex -- removing them is the point
const plain = (text: string): string => text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');

export const createOutput = (json: boolean, write: (text: string) => void): Output => ({
  json,
  show: (value, lines) => write(json ? `${JSON.stringify(value, null, 2)}\n` : `${lines()}\n`),
  print: write,
});

type Cell = string | number | null | undefined;

const none = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Rows under headings; `otherwise` where there are none. */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[], otherwise: string): string {
  if (rows.length === 0) return otherwise;
  const made = new Table({
    head: headings.map((heading) => styleText('dim', heading)),
    chars: none,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) made.push(row.map((cell) => plain(String(cell ?? '–'))));
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Names and values, one a line. */
export const facts = (pairs: readonly (readonly [string, Cell])[]): string => {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${styleText('dim', name.padEnd(width))}  ${plain(String(value ?? '–'))}`).join('\n');
};

export const heading = (text: string): string => `\n${styleText('bold', plain(text))}`;
export const line = plain;

/** A text on one line, cut to fit. */
export const short = (text: string | null, length: number): string | null => {
  if (text === null) return null;
  const one = text.replaceAll(/\s+/g, ' ').trim();
  return one.length <= length ? one : `${one.slice(0, length - 1)}…`;
};

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** How long ago, in the largest unit that fits. */
export function ago(time: string | null, now = Date.now()): string {
  if (time === null) return '–';
  const ms = now - Date.parse(time);
  const [unit, size] = units.find(([, one]) => Math.abs(ms) >= one) ?? ['s', 1000];
  const count = Math.round(Math.abs(ms) / size);
  return ms >= 0 ? `${count} ${unit} ago` : `in ${count} ${unit}`;
}
