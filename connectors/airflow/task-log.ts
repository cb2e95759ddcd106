/** What is kept of a log; its end tells most. */
const logLimit = 128 * 1024;
/** What is kept of an error, and of the frames of its stack. */
const errorLimit = 16 * 1024;
const mostFrames = 12;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** Airflow's own code, or a library's: who reads wants to see the DAG's lines. */
const isOwn = (frame: Fields): boolean => !/[/\\](?:site|dist)-packages[/\\]/.test(textOf(frame['filename']));
function framesOf(exception: Fields): readonly Fields[] {
  const all = listOf(exception['frames']);
  const own = all.findIndex(isOwn);
  return (own < 0 ? all : all.slice(own)).slice(-mostFrames);
}

const frameLine = (frame: Fields): string =>
  `  File "${textOf(frame['filename'])}", line ${textOf(frame['lineno'])}, in ${textOf(frame['name'])}`;

/** Exceptions as Python prints them: the cause first, the one that ended the task last. Airflow 3 lists them the other way round. */
function traceback(exceptions: readonly Fields[]): readonly string[] {
  return exceptions.toReversed().flatMap((one, index, all) => {
    const cause = all[index - 1];
    const link =
      cause === undefined
        ? []
        : [
            cause['is_cause'] === true
              ? 'The above exception was the direct cause of the following exception:'
              : 'During handling of the above exception, another exception occurred:',
          ];
    const [type, value] = [textOf(one['exc_type']), textOf(one['exc_value'])];
    const frames = framesOf(one).map(frameLine);
    return [...link, 'Traceback (most recent call last):', ...frames, value === '' ? type : `${type}: ${value}`];
  });
}

/** One entry of a log: a text, or fields with time, level and event. Marks that fold a log in the browser are no news. */
function linesOf(entry: unknown): readonly string[] {
  if (!isFields(entry)) return textOf(entry).split('\n');
  const event = textOf(entry['event']);
  if (event.startsWith('::')) return [];
  const head = [textOf(entry['timestamp']), textOf(entry['level']).toUpperCase(), event].filter((one) => one !== '').join(' ');
  return [head, ...traceback(listOf(entry['error_detail']))];
}

/** The end of a text, beginning with a whole line. */
function tail(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(-limit).toWellFormed();
  return kept.slice(kept.indexOf('\n') + 1);
}

/** A log as text, its end where it is long. */
export const readableLog = (parts: readonly unknown[]): string =>
  tail(
    parts
      .flatMap(linesOf)
      .filter((line) => line.trim() !== '')
      .join('\n'),
    logLimit,
  );

/** Lines that begin a new record, in the way of either version: `2026-01-01T…` or `[2026-01-01T…`. */
const recordStart = /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;

function recordsOf(log: string): readonly string[] {
  const records: string[][] = [];
  for (const line of log.split('\n')) {
    const current = records.at(-1);
    if (current === undefined || recordStart.test(line)) records.push([line]);
    else current.push(line);
  }
  return records.map((lines) => lines.join('\n'));
}

/** The lines of a log that tell the error: the last exception with its stack, or else the last line that is one. */
export function errorOf(log: string): string {
  const records = recordsOf(log);
  const found =
    records.findLast((record) => record.includes('Traceback (most recent call last)')) ??
    records.findLast((record) => /\b(?:ERROR|CRITICAL)\b/.test(record.split('\n', 1)[0] ?? ''));
  return found === undefined ? '' : tail(found, errorLimit);
}
