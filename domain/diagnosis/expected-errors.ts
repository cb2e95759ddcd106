import type { ExpectedError } from '../jobs/types.ts';
import { compilePattern } from './compile-pattern.ts';
import type { DiagnosisInput } from './types.ts';

/** An expected error that fits: the failure is meant to be. */
export interface ExpectedMatch {
  readonly expected: ExpectedError;
  readonly action: 'IGNORE';
  /** The line that the pattern fits; none when it fits by the exit code. */
  readonly quotes: readonly string[];
}

/** The line in which the pattern is found; null when it is not, or when RE2 refuses the pattern. */
function matchedLine(pattern: string, text: string): string | null {
  try {
    const matcher = compilePattern(pattern).matcher(text);
    if (!matcher.find()) return null;
    const start = text.lastIndexOf('\n', matcher.start() - 1) + 1;
    const end = text.indexOf('\n', matcher.start());
    return text.slice(start, end < 0 ? undefined : end).slice(0, 1_000);
  } catch {
    return null;
  }
}

function matchOne(expected: ExpectedError, input: DiagnosisInput): ExpectedMatch | null {
  if (expected.exitCode === null && expected.pattern === null) return null;
  if (expected.exitCode !== null && expected.exitCode !== input.exitCode) return null;
  if (expected.pattern === null) return { expected, action: 'IGNORE', quotes: [] };
  const line = matchedLine(expected.pattern, `${input.errorText}\n${input.logTail}`);
  return line === null ? null : { expected, action: 'IGNORE', quotes: [line] };
}

/** The first entry of a job's list of expected errors that fits. An entry with exit code and pattern needs both. */
export function matchExpectedError(input: DiagnosisInput, expectedErrors: readonly ExpectedError[]): ExpectedMatch | null {
  for (const expected of expectedErrors) {
    const match = matchOne(expected, input);
    if (match !== null) return match;
  }
  return null;
}
