import type { Diagnosis, Rule } from '../diagnosis/types.ts';
import type { Severity } from '../incidents/vocabulary.ts';
import { nearnessOf } from '../knowledge/score.ts';
import type { ScoredEntry } from '../knowledge/types.ts';
import { type LogLevel, type LogLine, levelSeverity } from './log-line.ts';
import { causeCategory, type LogPattern, type Remedy } from './log-patterns.ts';
import { namePattern } from './name-pattern.ts';
import { serviceIn } from './service-name.ts';

/** What a log line is about. */
export interface LogAnalysis {
  /** Name of the pattern that fits, or of the tenant's own rule; null when nothing does. */
  readonly pattern: string | null;
  readonly category: string;
  /** The entry of the knowledge base that is about the same. */
  readonly known: ScoredEntry | null;
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

/** The rule that fits, provided that it tells what is wrong. */
const ruleOf = ({ stages }: Diagnosis): string | null =>
  stages.find(({ stage, outcome, cause }) => stage === 'rules' && outcome === 'answered' && cause !== 'UNKNOWN')?.source ?? null;

/** From here on an entry is about the same failure. */
const sameFailure = 0.6;

/** The entry about the same failure: what people taught comes before what the product brought. */
function knownOf(found: readonly ScoredEntry[]): ScoredEntry | null {
  const near = found.filter(({ entry, parts }) => entry.category !== null && nearnessOf(parts) >= sameFailure);
  return near.find(({ entry }) => entry.provenance !== 'builtin') ?? near[0] ?? null;
}

/** A category that was taught, then that of the pattern, then that of an entry which came with the product, then that of the cause. */
function categoryOf(known: ScoredEntry | null, named: LogPattern | null, diagnosis: Diagnosis): string {
  const own = known?.entry.category ?? null;
  if (own !== null && known?.entry.provenance !== 'builtin') return own;
  return named?.category ?? own ?? causeCategory[diagnosis.cause].category;
}

/**
 * Names what a diagnosed log line is about. A tenant's own rule names it before everything else; then the named patterns, provided that a stage of
 * the diagnosis or the line's level says that it is trouble at all.
 */
export function analyzeLine(line: LogLine, diagnosis: Diagnosis, ownRule: Rule | null, found: readonly ScoredEntry[]): LogAnalysis {
  const known = diagnosis.cause !== 'UNKNOWN';
  const trouble = known || ownRule !== null || (line.level !== null && !quiet.includes(line.level));
  const named = trouble ? namePattern(line.message) : null;
  const entry = knownOf(found);
  return {
    pattern: ownRule?.title ?? named?.name ?? ruleOf(diagnosis) ?? entry?.entry.title ?? null,
    category: categoryOf(entry, named, diagnosis),
    known: entry,
    severity: ownRule?.severity ?? severityOf(known ? diagnosis.severity : null, line.level),
    service: line.service ?? serviceIn(line.message),
    remedies: (named ?? causeCategory[diagnosis.cause]).remedies,
  };
}
