import { type LogLevel, type LogLine, readLevel } from './log-line.ts';
import { readEpoch, readTime } from './read-time.ts';

const timeNames = ['timestamp', '@timestamp', 'time', 'ts', 'datetime', 'date', 'asctime'];
const levelNames = ['level', 'severity', 'lvl', 'levelname', 'log.level', 'loglevel'];
const serviceNames = ['service', 'service.name', 'service_name', 'serviceName', 'app', 'application', 'component', 'logger', 'name'];
const messageNames = ['message', 'msg', 'error', 'err', 'text', 'log', 'event'];
const mostFields = 50;
const longestField = 1_000;

type Fields = Readonly<Record<string, unknown>>;
type Plain = string | number | boolean;

const isPlain = (value: unknown): value is Plain => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** Levels as pino and bunyan number them: 30 is info, 50 is error. */
function numberedLevel(level: number): LogLevel | null {
  const names: Readonly<Record<number, LogLevel>> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warning', 50: 'error', 60: 'critical' };
  return names[level] ?? null;
}

/** The first of these fields that holds a text or number; nested as `service: { name }`, or flat with a dot. */
function firstOf(fields: Fields, names: readonly string[]): { readonly name: string; readonly value: string | number } | null {
  for (const name of names) {
    const value = fields[name];
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') return { name, value };
    if (typeof value === 'object' && value !== null) {
      const inner = (value as Fields)[name === 'service' ? 'name' : 'message'];
      if (typeof inner === 'string' && inner !== '') return { name, value: inner };
    }
  }
  return null;
}

function parseObject(line: string): Fields | null {
  if (!line.startsWith('{') || !line.endsWith('}')) return null;
  try {
    return JSON.parse(line) as Fields;
  } catch {
    return null;
  }
}

/** A line that is one JSON object with a message; null when it is not. */
export function parseJsonLine(line: string): LogLine | null {
  const fields = parseObject(line);
  const message = fields === null ? null : firstOf(fields, messageNames);
  if (fields === null || message === null) return null;
  const time = firstOf(fields, timeNames);
  const level = firstOf(fields, levelNames);
  const service = firstOf(fields, serviceNames);
  const read = new Set([message, time, level, service].map((one) => one?.name));
  return {
    form: 'json',
    timestamp: time === null ? null : typeof time.value === 'number' ? readEpoch(time.value) : readTime(time.value),
    level: level === null ? null : typeof level.value === 'number' ? numberedLevel(level.value) : readLevel(level.value),
    service: service === null ? null : String(service.value).slice(0, longestField),
    message: String(message.value).trim(),
    fields: Object.fromEntries(
      Object.entries(fields)
        .filter((entry): entry is [string, Plain] => !read.has(entry[0]) && isPlain(entry[1]))
        .slice(0, mostFields)
        .map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, longestField) : value]),
    ),
  };
}
