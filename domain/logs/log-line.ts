import type { Severity } from '../incidents/vocabulary.ts';

export const logLevels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'] as const;
export type LogLevel = (typeof logLevels)[number];

/** In what form a line was written. */
export type LogForm = 'bracketed-level' | 'bracketed-time' | 'json' | 'syslog' | 'plain';

/** One line of a log, taken apart. What the line does not tell is null. */
export interface LogLine {
  readonly form: LogForm;
  /** ISO 8601 in UTC; a time without a zone is read as UTC. */
  readonly timestamp: string | null;
  readonly level: LogLevel | null;
  readonly service: string | null;
  /** The line without its head; the whole line when it has none. */
  readonly message: string;
  /** Further fields of a JSON line, at most 50, plain values only. */
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}

const levelNames: Readonly<Record<string, LogLevel>> = {
  trace: 'trace',
  verbose: 'trace',
  debug: 'debug',
  info: 'info',
  information: 'info',
  notice: 'info',
  warn: 'warning',
  warning: 'warning',
  err: 'error',
  error: 'error',
  severe: 'error',
  crit: 'critical',
  critical: 'critical',
  fatal: 'critical',
  alert: 'critical',
  emerg: 'critical',
  emergency: 'critical',
  panic: 'critical',
};

/** The level that a name stands for, in any case; null for a word that is none. */
export const readLevel = (name: string): LogLevel | null => levelNames[name.trim().toLowerCase()] ?? null;

const severityOfLevel: Readonly<Record<LogLevel, Severity>> = {
  trace: 'low',
  debug: 'low',
  info: 'low',
  warning: 'medium',
  error: 'medium',
  critical: 'critical',
};

/** How bad a line says that it is, by its level alone. */
export const levelSeverity = (level: LogLevel): Severity => severityOfLevel[level];
