import { diagnose } from '../domain/diagnosis/ladder.ts';
import type { RuleMatcher } from '../domain/diagnosis/match-rules.ts';
import { wordingOpinion } from '../domain/diagnosis/wording/verdict.ts';
import {
  type HistoryRow,
  incidentColumns,
  type ReadHistory,
  type RowProblem,
  readHistory,
} from '../domain/knowledge/training/import-incidents.ts';
import type { PastVerdict } from '../domain/knowledge/training/learn-incidents.ts';
import type { PastIncident } from '../domain/knowledge/training/past-incident.ts';
import { causeCategory } from '../domain/logs/log-patterns.ts';
import { namePattern } from '../domain/logs/name-pattern.ts';
import { redact } from '../domain/text/redact.ts';
import { AppError } from './errors.ts';
import type { CsvBody } from './http/csv-body.ts';
import { readCsvRows } from './http/csv-rows.ts';

/** `success` may be absent, everything else must be named in the head. */
const requiredColumns: readonly string[] = incidentColumns;

/** @throws AppError invalid, naming the columns that are missing */
function requireColumns(head: readonly string[]): void {
  const missing = requiredColumns.filter((name) => !head.includes(name));
  if (missing.length === 0) return;
  throw new AppError('invalid', `The file lacks the column${missing.length === 1 ? '' : 's'} ${missing.join(', ')}`, {
    details: Object.fromEntries(missing.map((name) => [name, 'is missing in the first line'])),
  });
}

/** Reads a history of past incidents. @throws AppError invalid when the file as a whole cannot be read */
export function readHistoryFile({ text, firstLine }: CsvBody): ReadHistory & { readonly rows: number } {
  const { head, rows } = readCsvRows(text);
  requireColumns(head);
  const misfits: RowProblem[] = [];
  const fitting: HistoryRow[] = [];
  for (const { line: place, cells } of rows) {
    const line = place + firstLine - 1;
    if (cells.length === head.length)
      fitting.push({ line, fields: Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])) });
    else misfits.push({ line, field: 'row', message: `has ${cells.length} cells; the first line names ${head.length} columns` });
  }
  const read = readHistory(fitting);
  return { ...read, problems: [...misfits, ...read.problems].toSorted((left, right) => left.line - right.line), rows: rows.length };
}

/** What the rules say of a past incident's text. */
export const judgePast =
  (matcher: RuleMatcher) =>
  (text: string): PastVerdict => {
    const input = { platform: 'http', errorText: text, logTail: '', exitCode: null, signal: null, platformReason: null };
    const { cause, origin, proposedAction } = diagnose(input, { matcher, confirmed: null, wording: wordingOpinion });
    return { category: namePattern(text)?.category ?? causeCategory[cause].category, cause, origin, action: proposedAction };
  };

/** Without secrets, as everything that is stored. */
export function withoutSecrets<Incident extends PastIncident>(incident: Incident, secrets: readonly string[]): Incident {
  const safe = (text: string) => redact(text, secrets);
  return {
    ...incident,
    title: safe(incident.title),
    description: safe(incident.description),
    service: safe(incident.service),
    solution: safe(incident.solution),
    tags: incident.tags.map(safe),
  };
}
