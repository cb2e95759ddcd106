import { type LineKind, lineKinds, lineLevel, withoutRelay } from './line-kinds.ts';

/** Where the innermost cause stands: one line, and the lines that belong to the same error. */
export interface RootPlace {
  /** Index of the root line, -1 when no line tells anything. */
  readonly index: number;
  /** Indexes of lines that carry the same error: its details, and the other exceptions of its chain. */
  readonly related: ReadonlySet<number>;
}

const exceptionName =
  /(?:^|[\s"'(<[:=])(?:[\w$]+[.:/\\])*[A-Z]\w*(?:Error|Exception|Fault|Failure|Interrupt|Warning|NotFound|Denied|Exceeded|Timeout|Unavailable|Forbidden|Unauthorized|TooManyRequests|BadRequest|Conflict|Exit|Iteration)\b/;
const databaseCode =
  /\bORA-\d{4,5}\b|\bTNS-\d{5}\b|\bSQLSTATE\b|\bSQL\d{4}N\b|\bMsg \d+, Level\b|\bERROR \d{4} \([0-9A-Z]{5}\)|^\s*(?:ERROR|FATAL|PANIC): {1,2}\S/m;
const failureWord =
  /\b(?:error|failed|failure|fatal|fail|denied|refused|cannot|can't|can not|could not|couldn't|unable|exceeded|killed|abort(?:ed|ing)?|terminated|cancell?ed|not found|no such|invalid|missing|timed? ?out|timeout|forbidden|unauthorized|exception|panic|expired|unexpected|unknown|undefined|out of|evicted|reached|lost|throttl\w*|unavailable|rejected|violat\w+|deadlock\w*|corrupt\w*|skipped|already)\b/i;
const messageField =
  /["']?(?:message|error_?message|msg|detail|details|reason|error_description|faultstring|error|errors|cause|description|exception|state_message)["']?\s*[:=]\s*["'[{(]*[^\s"'{[]/i;
/** The field of an error body in which it speaks to people, on a line of its own. */
const spokenField =
  /^\s*["'](?:message|error_?message|errorMessage|detail|error_description|faultstring|state_message|reason)["']\s*:\s*["']\S|^\s*<(?:\w+:)?(?:Message|faultstring|detail|Reason|Text)\b[^>]*>[^<]/i;
const detailHead =
  /^\s*(?:DETAIL|HINT|CONTEXT|Reason|Message|Details?|Status|Code|Caused by|LINE \d+|Query|STATEMENT|State|Last State|Exit Code)\b/i;
const recordHead = /^\s*(?:\[?\d{4}[-/]\d{2}[-/]\d{2}|\[?\d{2}:\d{2}:\d{2}|\d{2}\/\d{2}\/\d{2} |[A-Z][a-z]{2} +\d{1,2} \d{2}:)/;

/** Lines that may stand beside a guessed root line. */
const mostRivals = 12;

/** Higher for lines that are more likely to name the fault. */
function weight(line: string, kind: LineKind): number {
  if (kind === 'blank' || kind === 'frame') return -1;
  const level = lineLevel(line);
  const shape = exceptionName.test(line) || databaseCode.test(line) ? 4 : failureWord.test(line) ? 3 : messageField.test(line) ? 2 : 1;
  const loudness = level === 'error' ? 0.5 : level === 'quiet' ? -2 : level === 'warn' ? -0.5 : 0;
  const spoken = spokenField.test(line) ? 2.5 : 0;
  return kind === 'wrapper' ? 1.2 : shape + loudness + spoken;
}

/** Index of the last element for which the test holds, from `from` downwards. */
const lastIndex = (lines: readonly string[], test: (line: string) => boolean): number => lines.findLastIndex(test);

/** Java and Scala: the last `Caused by` of the last chain. */
function javaRoot(lines: readonly string[]): number {
  return lastIndex(lines, (line) => /^\s*(?:\[?[^\n]{0,60}\]?\s*)?Caused by: +\S/.test(line));
}

/** Index of the exception line that ends the traceback starting at `start`. */
function exceptionAfter(lines: readonly string[], kinds: readonly LineKind[], start: number): number {
  const indent = /^\s*/.exec(lines[start] ?? '')?.[0].length ?? 0;
  for (let index = start + 1; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    const depth = /^\s*/.exec(line)?.[0].length ?? 0;
    if (depth <= indent && kinds[index] !== 'frame') return /^(?:Traceback|During|The above)/.test(line.trim()) ? -1 : index;
  }
  return -1;
}

/** Python: the last exception of the last traceback; of a chain by `raise … from`, the exception that began it. */
function pythonRoot(lines: readonly string[], kinds: readonly LineKind[]): number {
  const starts = lines.flatMap((line, index) => (line.includes('Traceback (most recent call last)') ? [index] : []));
  const ends = starts.map((start) => exceptionAfter(lines, kinds, start)).filter((index) => index >= 0);
  const last = ends.at(-1);
  if (last === undefined) return -1;
  let position = ends.length - 1;
  while (position > 0 && joinedBy(lines, ends[position - 1] ?? 0, ends[position] ?? 0, 'direct cause')) position--;
  return ends[position] ?? last;
}

const joinedBy = (lines: readonly string[], from: number, to: number, words: string): boolean =>
  lines.slice(from, to).some((line) => line.includes(words));

/** Any other text: the most telling line; of equals the last one. */
function heaviest(lines: readonly string[], kinds: readonly LineKind[]): number {
  let best = -1;
  let bestWeight = 0;
  lines.forEach((line, index) => {
    const value = weight(line, kinds[index] ?? 'plain');
    if (value >= bestWeight && value > 0) {
      best = index;
      bestWeight = value;
    }
  });
  return best;
}

/** The details under a root line: up to six lines that start no new record. */
function detailsOf(lines: readonly string[], kinds: readonly LineKind[], root: number): number[] {
  const details: number[] = [];
  for (let index = root + 1; index < lines.length && details.length < 6; index++) {
    const line = lines[index] ?? '';
    if (kinds[index] === 'frame' || (recordHead.test(line) && !detailHead.test(line))) break;
    if (kinds[index] !== 'blank') details.push(index);
  }
  return details;
}

/** An exception's name without a message tells less than the exceptions around it. */
const isBare = (line: string): boolean => /^\s*(?:Caused by: )?[\w.$]+(?:: *(?:null|None)?)?\s*$/.test(line);

/** The other exceptions above the root line, the nearest ones. */
const chainAbove = (lines: readonly string[], kinds: readonly LineKind[], root: number): number[] =>
  lines
    .flatMap((line, index) => (index < root && kinds[index] === 'plain' && weight(line, 'plain') >= 3 ? [index] : []))
    .slice(-mostRivals);

/** Without a chain the root line is a guess: the last lines that tell about as much as it count with it. */
function rivals(lines: readonly string[], kinds: readonly LineKind[], root: number): number[] {
  const least = Math.max(2, weight(lines[root] ?? '', kinds[root] ?? 'plain') - 1);
  return lines.flatMap((line, index) => (weight(line, kinds[index] ?? 'plain') >= least ? [index] : [])).slice(-mostRivals);
}

/** Finds the root line of an error text: the innermost cause rather than the wrappers around it. */
export function findRoot(lines: readonly string[]): RootPlace {
  const printed = lines.map(withoutRelay);
  const kinds = lineKinds(printed);
  const python = pythonRoot(printed, kinds);
  const java = javaRoot(printed);
  const chained = Math.max(java, python);
  const telling = chained >= 0 && kinds[chained] !== 'wrapper';
  const index = telling ? chained : heaviest(lines, kinds);
  const others = telling ? (isBare(lines[index] ?? '') ? chainAbove(lines, kinds, index) : []) : rivals(lines, kinds, index);
  const related = index < 0 ? [] : [...others, ...detailsOf(lines, kinds, index)];
  return { index, related: new Set(related.filter((place) => place !== index)) };
}
