import type { Diagnosis, Rule } from '../diagnosis/types.ts';
import type { Severity } from '../incidents/vocabulary.ts';
import { type LogLevel, type LogLine, levelSeverity } from './log-line.ts';
import { causeCategory, type Remedy } from './log-patterns.ts';
import { namePattern } from './name-pattern.ts';
import { serviceIn } from './service-name.ts';

/** What a log line is about. */
export interface LogAnalysis {
  /** Name of the pattern that fits, or of the tenant's own rule; null when nothing does. */
  readonly pattern: string | null;
  readonly category: string;
  readonly severity: Severity;
  readonly service: string | null;
  readonly remedies: readonly Remedy[];
}

const rank: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2, critical: 3 };
const quiet: readonly LogLevel[] = ['trace', 'debug', 'info'];

/** The pattern's own severity; a critical line raises it, and where nothing is known the level decides. */
function severityOf(known: Severity | null, level: LogLevel | null): Severity {
  if (level === null) return known ?? 'medium';
  const byLevel = levelSeverity(level);
  if (known === null) return byLevel;
  return level === 'critical' && rank[byLevel] > rank[known] ? byLevel : known;
}

/**
 * Names what a diagnosed log line is about. A tenant's own rule names it before everything else; then the named patterns, provided that a stage of
 * the diagnosis or the line's level says that it is trouble at all.
 */
export function analyzeLine(line: LogLine, diagnosis: Diagnosis, ownRule: Rule | null): LogAnalysis {
  const known = diagnosis.cause !== 'UNKNOWN';
  const trouble = known || ownRule !== null || (line.level !== null && !quiet.includes(line.level));
  const named = trouble ? namePattern(line.message) : null;
  const { category, remedies } = named ?? causeCategory[diagnosis.cause];
  return {
    pattern: ownRule?.title ?? named?.name ?? diagnosis.stages.find((stage) => stage.outcome === 'answered')?.source ?? null,
    category,
    severity: ownRule?.severity ?? severityOf(known ? diagnosis.severity : null, line.level),
    service: line.service ?? serviceIn(line.message),
    remedies,
  };
}
