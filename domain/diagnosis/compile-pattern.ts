import { RE2JS } from 're2js';

/**
 * A blank in a rule stands for any run of white space, line breaks included, for messages are wrapped and indented on their way. Blanks inside a
 * character class or after a backslash mean themselves.
 */
export function flexibleBlanks(pattern: string): string {
  let result = '';
  let inClass = false;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index] ?? '';
    if (character === '\\') {
      result += character + (pattern[++index] ?? '');
      continue;
    }
    if (inClass) inClass = character !== ']' || isClassStart(pattern, index);
    else inClass = character === '[';
    result += character === ' ' && !inClass ? blank(pattern, index) : character;
  }
  return result;
}

/** `]` directly after `[` or `[^` is a literal. */
const isClassStart = (pattern: string, index: number): boolean =>
  pattern[index - 1] === '[' || (pattern[index - 1] === '^' && pattern[index - 2] === '[');

/** A blank with its own quantifier keeps its meaning. */
const blank = (pattern: string, index: number): string => (/^[*+?{]/.test(pattern.slice(index + 1)) ? '\\s' : '\\s+');

/** Compiles a rule's pattern: RE2 syntax, ignoring case, `^` and `$` at line ends. Throws on a pattern that RE2 refuses. */
export function compilePattern(pattern: string): RE2JS {
  return RE2JS.compile(flexibleBlanks(pattern), RE2JS.CASE_INSENSITIVE | RE2JS.MULTILINE);
}
