import { tokenHead } from './secret-formats.ts';

/** Widths at which programs fold long lines. */
const foldWidths: ReadonlySet<number> = new Set([
  64, 70, 72, 76, 78, 80, 100, 120, 128, 132, 160, 200, 255, 256, 500, 512, 998, 1000, 1024, 2048, 4096,
]);
const recordHead = /^(?:\[?\d{4}[-/]\d{2}[-/]\d{2}|\[|\d{2}:\d{2}:\d{2}|\d{2}\/\d{2}\/\d{2} |(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b)/;
/** A first word that mixes letters and digits, as the rest of a torn secret does. */
const generatedStart = /^[ \t]?(?=[A-Za-z0-9+/_-]{0,60}[A-Za-z]\d+[A-Za-z])[A-Za-z0-9+/_-]{8,}={0,2}(?=$|[^A-Za-z0-9:=([+/_-])/;
/** A line that ends where a secret would begin. */
const dangling =
  /(?:pass|passwd|password|pwd|secret|token|key)\\?["']?\s*[:=]\s*$|\b(?:basic|bearer|ssws|--?[\w-]{0,20}(?:password|token|secret|key))\s*$/i;
const mixedStart = /^[ \t]?(?=\S{0,60}\d)(?=\S{0,60}[A-Za-z])\S{8,}/;
const tokenStart = /^[ \t]{0,8}[A-Za-z0-9_.~%+/=!$#^&*:@"',;?-]/;

/** How many characters at a line's end only mark a fold; null where the line looks whole. */
function foldMark(given: string, next: string, isComplete: (text: string) => boolean): number | null {
  const line = given.endsWith('\r') ? given.slice(0, -1) : given;
  const marks = given.length - line.length;
  if (line.endsWith('\\') && line.length > 1) return marks + 1;
  if (next === '' || recordHead.test(next)) return null;
  if (foldWidths.has(line.length) || (/^[ \t]/.test(line) && foldWidths.has(line.length - 1))) return marks;
  if (!tokenStart.test(next)) return null;
  if (line.length >= 40 && generatedStart.test(next) && /[^\s]{4}$/.test(line)) return marks;
  if (dangling.test(line.slice(-60)) && mixedStart.test(next)) return marks;
  const head = tokenHead.exec(line.slice(-200))?.[0];
  return head !== undefined && !isComplete(head) ? marks : null;
}

/** The lines from `start` on that look like one folded line, without the marks of the folds. */
function foldedFrom(lines: readonly string[], start: number, isComplete: (text: string) => boolean): readonly string[] {
  const parts: string[] = [];
  for (let index = start; ; index++) {
    const line = lines[index] ?? '';
    const mark = index + 1 < lines.length ? foldMark(line, lines[index + 1] ?? '', isComplete) : null;
    parts.push(mark === null ? line : line.slice(0, line.length - mark));
    if (mark === null) return parts;
  }
}

const placeholder = /\[redacted:[a-z-]+\]/g;
/** How much of a text is left outside the placeholders. */
const remaining = (text: string): number => text.replace(placeholder, '').length;

/** The redacted whole of the parts, when that takes out more than redacting them one by one does; else null. */
function redactAcross(parts: readonly string[], redact: (text: string) => string): string | null {
  const redacted = redact(parts.join(''));
  return remaining(redacted) < remaining(parts.map(redact).join('')) ? redacted : null;
}

const unindent = (parts: readonly string[]): readonly string[] =>
  parts.map((part, place) => (place === 0 ? part : part.replace(/^[ \t]/, '')));

/**
 * Finds lines that look like one line that was folded, and lets `redact` see them whole. Where it takes out more than it does from the single lines, a
 * secret crosses a fold: the lines are given back unfolded and redacted. All other text stays as it is.
 */
export function redactFolded(text: string, redact: (text: string) => string): string {
  if (!text.includes('\n')) return text;
  const lines = text.split('\n');
  const isComplete = (token: string): boolean => redact(token) !== token;
  const result: string[] = [];
  for (let index = 0; index < lines.length; ) {
    const parts = foldedFrom(lines, index, isComplete);
    const redacted = parts.length === 1 ? null : (redactAcross(unindent(parts), redact) ?? redactAcross(parts, redact));
    if (redacted === null) result.push(...lines.slice(index, index + parts.length));
    else result.push(redacted);
    index += parts.length;
  }
  return result.join('\n');
}
