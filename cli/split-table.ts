/** A part of a table that can be read by itself: the heading, and some of the rows. */
export interface TablePart {
  readonly text: string;
  /** How many lines of the file the first row of this part is further down than it would be as the first row of the file; from 1. */
  readonly firstLine: number;
}

/** Characters and rows that one part holds at most. */
const largestPart = 300_000;
const mostRows = 200;

/** Records of a CSV text; a line end between quotes belongs to the record. */
function recordsOf(text: string): readonly string[] {
  const records: string[] = [];
  let record = '';
  let quotes = 0;
  for (const line of text.split(/(?<=\n)/)) {
    record += line;
    quotes += line.split('"').length - 1;
    if (quotes % 2 === 1) continue;
    records.push(record);
    record = '';
  }
  return record === '' ? records : [...records, record];
}

const linesIn = (text: string): number => text.split('\n').length - 1;

/** Cuts a table between its rows into parts that fit a request. */
export function splitTable(text: string): readonly TablePart[] {
  const [heading = '', ...rows] = recordsOf(text.replaceAll(/\r\n?/g, '\n'));
  const parts: TablePart[] = [];
  let body = '';
  let count = 0;
  let firstLine = 1;
  const close = (): void => {
    if (count > 0 || parts.length === 0) parts.push({ text: heading + body, firstLine });
    firstLine += linesIn(body);
    body = '';
    count = 0;
  };
  for (const row of rows) {
    if (count >= mostRows || (count > 0 && body.length + row.length > largestPart)) close();
    body += row;
    count += 1;
  }
  close();
  return parts;
}
