import { type Document, isMap, isScalar, type LineCounter } from 'yaml';
import type { z } from 'zod';

/** Something wrong in a file of definitions. */
export interface DefinitionProblem {
  readonly file: string;
  /** Line in the file, counted from 1; null when the file gives none. */
  readonly line: number | null;
  /** Dotted path of the field, empty for the file as a whole. */
  readonly field: string;
  readonly message: string;
}

/** One line for people: `jobs/load/job.yaml:7: tunables.memoryMb.max must be …`. */
export const describeProblem = ({ file, line, field, message }: DefinitionProblem): string =>
  `${file}${line === null ? '' : `:${line}`}: ${field === '' ? '' : `${field} `}${message}`;

type Path = readonly PropertyKey[];

/** The line of a field, or of the nearest thing around it that is in the file. */
function lineOf(document: Document, lines: LineCounter, path: Path): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path[length - 1]))
      : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    const offset = (node as { readonly range?: readonly number[] | null } | undefined)?.range?.[0];
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return null;
}

function describeIssue(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'invalid_type')
    return value === undefined ? 'is missing' : `must be of type ${issue.expected}, is ${JSON.stringify(value)?.slice(0, 60)}`;
  if (issue.code === 'invalid_value')
    return `must be one of ${issue.values.join(', ')}${value === undefined ? '' : `, is ${JSON.stringify(value)?.slice(0, 60)}`}`;
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  return issue.message.replace(/^(Invalid input|Too (small|big)): /, '');
}

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    root,
  );

/** Turns fields and messages into problems with lines. */
export const problemReporter =
  (file: string, document: Document, lines: LineCounter) =>
  (path: Path, message: string): DefinitionProblem => ({
    file,
    line: lineOf(document, lines, path),
    field: path.map(String).join('.'),
    message,
  });

/** Everything that the schema has against a definition. */
export function schemaProblems(
  error: z.ZodError,
  content: unknown,
  report: (path: Path, message: string) => DefinitionProblem,
): DefinitionProblem[] {
  const problems = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => report([...issue.path, key], 'is not a known field'))
      : [report(issue.path, describeIssue(issue, valueAt(content, issue.path)))],
  );
  return problems.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
}
