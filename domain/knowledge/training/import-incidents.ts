import type { Severity } from '../../incidents/vocabulary.ts';
import { stripControls } from '../../text/clean-text.ts';
import type { PastIncident } from './past-incident.ts';
import { readAnyTime } from './read-any-time.ts';

/** Columns of a history, in the order in which they are documented. `success` may be absent: what was solved counts as solved. */
export const incidentColumns = ['timestamp', 'title', 'description', 'service', 'severity', 'resolution_time', 'solution', 'tags'] as const;
export type IncidentColumn = (typeof incidentColumns)[number] | 'success';

/** A row of a history, with the line of the file on which it begins. */
export interface HistoryRow {
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
}

/** What is wrong with a row. */
export interface RowProblem {
  readonly line: number;
  readonly field: string;
  readonly message: string;
}

export interface ReadHistory {
  readonly incidents: readonly (PastIncident & { readonly line: number })[];
  readonly problems: readonly RowProblem[];
}

const longest: Readonly<Record<'title' | 'description' | 'service' | 'solution', number>> = {
  title: 300,
  description: 4_000,
  service: 200,
  solution: 8_000,
};
const mostTags = 30;

const severityWords: Readonly<Record<Severity, RegExp>> = {
  critical: /^(?:critical|crit|blocker|fatal|emergency|(?:p|sev|severity)[ -]?[01])$/i,
  high: /^(?:high|major|error|(?:p|sev|severity)[ -]?2)$/i,
  medium: /^(?:medium|moderate|normal|warn(?:ing)?|(?:p|sev|severity)[ -]?3)$/i,
  low: /^(?:low|minor|trivial|info(?:rmation)?|(?:p|sev|severity)[ -]?[45])$/i,
};

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `300`, `5m`, `1h 30m`, `90 seconds` or `00:05:00`, in seconds; null when it is none of these. */
export function readDuration(text: string): number | null {
  const given = text.trim().toLowerCase();
  if (/^\d{1,9}(?:\.\d+)?$/.test(given)) return Number(given);
  const clock = /^(\d{1,4}):([0-5]\d)(?::([0-5]\d))?$/.exec(given);
  if (clock !== null) {
    const [, first = '0', second = '0', third] = clock;
    return third === undefined ? Number(first) * 60 + Number(second) : Number(first) * 3_600 + Number(second) * 60 + Number(third);
  }
  const parts = [...given.matchAll(/(\d{1,9}(?:\.\d+)?) ?(s|sec|secs|seconds?|m|min|mins|minutes?|h|hrs?|hours?|d|days?)\b[ ,]*/g)];
  const whole = parts.map((part) => part[0]).join('');
  if (parts.length === 0 || whole.length !== given.length) return null;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitSeconds[unit?.[0] ?? ''] ?? 0), 0);
}

const readSeverity = (text: string): Severity | null =>
  (Object.keys(severityWords) as Severity[]).find((severity) => severityWords[severity].test(text)) ?? null;

function readSuccess(text: string): boolean | null {
  if (text === '' || /^(?:true|yes|y|1|success(?:ful)?|resolved|solved|ok)$/i.test(text)) return true;
  return /^(?:false|no|n|0|fail(?:ed|ure)?|unresolved|unsuccessful)$/i.test(text) ? false : null;
}

/** Tags as the knowledge base takes them: lower case, no signs that mean something elsewhere, each once. */
export function readTags(text: string): readonly string[] {
  const words = text.split(/[;,|]/).map((word) =>
    word
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} ._:/-]/gu, '')
      .replace(/^[^\p{L}\p{N}]+/u, '')
      .trim()
      .slice(0, 60),
  );
  return [...new Set(words.filter((word) => word !== ''))].slice(0, mostTags);
}

type Report = (field: IncidentColumn, message: string) => void;

function timeOf(text: string, report: Report): string {
  const read = readAnyTime(text);
  if (read.kind === 'read') return read.at;
  report(
    'timestamp',
    text === ''
      ? 'is empty'
      : read.kind === 'ambiguous'
        ? `"${text}" could be two days: write it as YYYY-MM-DD hh:mm:ss`
        : `"${text.slice(0, 60)}" is not a date and time`,
  );
  return '';
}

function textOf(fields: HistoryRow['fields'], field: keyof typeof longest, report: Report): string {
  const text = stripControls(fields[field] ?? '').trim();
  if (text.length > longest[field]) report(field, `is ${text.length} characters long; at most ${longest[field]} are allowed`);
  return text;
}

function severityOf(text: string, report: Report): Severity {
  const severity = readSeverity(text);
  if (severity === null) report('severity', text === '' ? 'is empty' : `"${text.slice(0, 60)}" is none of critical, high, medium, low`);
  return severity ?? 'medium';
}

function readRow({ line, fields }: HistoryRow): { incident: PastIncident & { line: number }; problems: readonly RowProblem[] } {
  const problems: RowProblem[] = [];
  const report: Report = (field, message) => problems.push({ line, field, message });
  const given = (field: IncidentColumn): string => stripControls(fields[field] ?? '').trim();
  const title = textOf(fields, 'title', report);
  if (title === '') report('title', 'is empty');
  const duration = given('resolution_time');
  const resolutionSeconds = duration === '' ? null : readDuration(duration);
  if (duration !== '' && resolutionSeconds === null)
    report('resolution_time', `"${duration.slice(0, 60)}" is no duration: write seconds, 5m, 1h 30m or 00:05:00`);
  const success = readSuccess(given('success'));
  if (success === null) report('success', `"${given('success').slice(0, 60)}" is neither true nor false`);
  const incident = {
    line,
    occurredAt: timeOf(given('timestamp'), report),
    timestamp: given('timestamp'),
    title,
    description: textOf(fields, 'description', report),
    service: textOf(fields, 'service', report),
    severity: severityOf(given('severity'), report),
    resolutionSeconds,
    solution: textOf(fields, 'solution', report),
    tags: readTags(given('tags')),
    success: success ?? false,
  };
  return { incident, problems };
}

/** Reads the rows of a history. A bad row is reported by line and field and left out; the others are kept. */
export function readHistory(rows: readonly HistoryRow[]): ReadHistory {
  const read = rows.map(readRow);
  return {
    incidents: read.filter(({ problems }) => problems.length === 0).map(({ incident }) => incident),
    problems: read.flatMap(({ problems }) => problems),
  };
}
