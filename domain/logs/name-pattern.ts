import { compilePattern } from '../diagnosis/compile-pattern.ts';
import { type LogPattern, logPatterns } from './log-patterns.ts';

let compiled: readonly { readonly pattern: LogPattern; readonly regex: ReturnType<typeof compilePattern> }[] | undefined;

/** The first of the named patterns that fits the text; null when none does. */
export function namePattern(text: string): LogPattern | null {
  compiled ??= logPatterns.map((pattern) => ({ pattern, regex: compilePattern(pattern.pattern) }));
  return compiled.find(({ regex }) => regex.matcher(text).find())?.pattern ?? null;
}
