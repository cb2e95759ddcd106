import { styleText } from 'node:util';
import Table from 'cli-table3';

export interface BoardLine {
  readonly job: string;
  readonly status: string;
  readonly note: string;
}

const colours: Readonly<Record<string, 'green' | 'red' | 'yellow' | 'blue' | 'gray'>> = {
  RESOLVED: 'green',
  ESCALATED: 'red',
  EMAILED: 'yellow',
  AWAITING_APPROVAL: 'yellow',
  IGNORED: 'gray',
};
const paint = (status: string): string => styleText(colours[status] ?? 'blue', status);

/** One live line per job on a terminal; elsewhere a line whenever one changes. */
export function createBoard(write: (text: string) => void, live: boolean): { show(lines: readonly BoardLine[]): void } {
  let shown: readonly string[] = [];
  return {
    show: (lines) => {
      const width = Math.max(...lines.map((line) => line.job.length));
      const texts = lines.map((line) => `  ${line.job.padEnd(width)}  ${paint(line.status)}  ${line.note}`);
      if (live) {
        if (shown.length > 0) write(`\u001b[${shown.length}A`);
        for (const text of texts) write(`\u001b[2K${text}\n`);
      } else for (const [index, text] of texts.entries()) if (text !== shown[index]) write(`${text}\n`);
      shown = texts;
    },
  };
}

/** The closing table. */
export function closingTable(
  rows: readonly {
    readonly job: string;
    readonly cause: string;
    readonly action: string;
    readonly status: string;
    readonly attempts: number;
    readonly changes: string;
    readonly mails: number;
    readonly verdict: string;
  }[],
): string {
  const table = new Table({
    head: ['job', 'cause', 'action', 'end', 'attempts', 'parameters', 'mails', ''],
    style: { head: [], border: [] },
  });
  for (const row of rows)
    table.push([row.job, row.cause, row.action, paint(row.status), row.attempts, row.changes, row.mails, row.verdict]);
  return table.toString();
}
