import { stripControls } from '../text/clean-text.ts';
import { type LogLevel, type LogLine, readLevel } from './log-line.ts';
import { parseJsonLine } from './parse-json-line.ts';
import { readSyslogTime, readTime } from './read-time.ts';

/** Longer lines are cut before they are read. */
const longestLine = 16_384;

const time = '\\d{4}[-/]\\d{2}[-/]\\d{2}[T ]\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?: ?(?:Z|UTC|[+-]\\d{2}:?\\d{2}))?';
const level = '[A-Za-z]{3,11}';
const service = '[\\w.@/$-]{1,100}(?:\\[\\d{1,10}\\])?';
/** `2026-01-31 03:00:00 [ERROR] billing: message`, with or without the brackets and the service. */
const timeFirst = new RegExp(`^(${time})\\s+(?:-\\s+)?\\[?(${level})\\]?\\s+(?:-\\s+)?(?:(${service}):\\s+)?(.*)$`, 's');
/** `[2026-01-31 03:00:00] ERROR [billing] message`, with or without the service. */
const timeInBrackets = new RegExp(`^\\[(${time})\\]\\s+\\[?(${level})\\]?:?\\s+(?:\\[(${service})\\]:?\\s+)?(.*)$`, 's');
const syslogClassic = /^(?:<(\d{1,3})>)?([A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}) (\S{1,255}) ([\w./-]{1,100})(?:\[\d{1,10}\])?: ?(.*)$/s;
const syslogModern =
  /^<(\d{1,3})>\d{1,2} (\S{1,40}) (\S{1,255}) (\S{1,100}) (\S{1,128}) (\S{1,32}) (?:-|(?:\[(?:[^\]"\\]|"(?:[^"\\]|\\.)*")*\])+)(?: (?:\ufeff)?(.*))?$/s;

const syslogLevels: readonly LogLevel[] = ['critical', 'critical', 'critical', 'error', 'warning', 'info', 'info', 'debug'];
const levelOfPriority = (priority: string | undefined): LogLevel | null =>
  priority === undefined ? null : (syslogLevels[Number(priority) % 8] ?? null);

const plain = (message: string): LogLine => ({ form: 'plain', timestamp: null, level: null, service: null, message, fields: {} });
const withoutProcess = (name: string | undefined): string | null => name?.replace(/\[\d+\]$/, '') ?? null;
const orNull = (text: string | undefined): string | null => (text === undefined || text === '-' || text === '' ? null : text);

function parseHead(line: string, pattern: RegExp, form: LogLine['form']): LogLine | null {
  const [, at, levelName, name, message] = pattern.exec(line) ?? [];
  if (at === undefined || levelName === undefined) return null;
  const read = readLevel(levelName);
  if (read === null) return null;
  return { form, timestamp: readTime(at), level: read, service: withoutProcess(name), message: (message ?? '').trim(), fields: {} };
}

function parseSyslog(line: string, now: string): LogLine | null {
  const modern = syslogModern.exec(line);
  if (modern !== null) {
    const [, priority, at = '', , name, , , message = ''] = modern;
    return {
      form: 'syslog',
      timestamp: readTime(at),
      level: levelOfPriority(priority),
      service: orNull(name),
      message: message.trim(),
      fields: {},
    };
  }
  const [, priority, at, , name, message] = syslogClassic.exec(line) ?? [];
  if (at === undefined) return null;
  return {
    form: 'syslog',
    timestamp: readSyslogTime(at, now),
    level: levelOfPriority(priority),
    service: orNull(name),
    message: (message ?? '').trim(),
    fields: {},
  };
}

/**
 * Takes a log line apart: `time [LEVEL] service: message`, `[time] LEVEL [service] message`, a JSON object, syslog (RFC 3164 and 5424), or plain
 * text. `now` gives classic syslog its year. Throws nothing: what fits no form is plain.
 */
export function parseLine(raw: string, now: string): LogLine {
  const line = stripControls(raw.slice(0, longestLine)).trim();
  return (
    parseHead(line, timeInBrackets, 'bracketed-time') ??
    parseHead(line, timeFirst, 'bracketed-level') ??
    parseSyslog(line, now) ??
    parseJsonLine(line) ??
    plain(line)
  );
}
