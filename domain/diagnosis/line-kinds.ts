import { withoutPrefix } from './line-prefix.ts';

/** What a line of evidence is, judged by its shape alone. */
export type LineKind = 'blank' | 'frame' | 'wrapper' | 'plain';

const framePatterns: readonly RegExp[] = [
  /^\s+at\s+(?:async\s+)?[\w$.<>[\]/\\:@-]+(?: ?\(|:\d+|\s*$)/,
  /^\s*at\s+(?:async\s+)?[\w$.<>/@]+\(.*\)\s*$/,
  /^\s*at\s+(?:file:\/\/|node:|\/|[A-Z]:\\).*:\d+/,
  /^\s*File ".*", line \d+/,
  /^\s*\.{3} \d+ (?:more|common frames)/,
  /^\s*[~^]+\s*$/,
  /^\s*\[Previous line repeated/,
  /^\s+[\w.`+<>[\],]+\(.*\) ?\+\d+\s*$/,
  /^goroutine \d+ \[/,
  /^\s+\/[^\s]+\.go:\d+/,
  /^\s*#\d+\s+(?:0x[0-9a-f]+\s+in\s+)?\S+/,
  /^\s*(?:Suppressed|Stack ?trace|Call stack):?\s*$/i,
  /^E?\s*[\w./-]+\.py:\d+:(?: in \w+)?\s*$/,
];

/** Lines that say that something failed and not what. An innermost cause stands somewhere else in the text. */
const wrapperPatterns: readonly RegExp[] = [
  /^Traceback \(most recent call last\)/,
  /^During handling of the above exception/,
  /^The above exception was (?:the direct cause|caused by)/,
  /^(?:\S+\s+)*Task failed with exception\s*$/i,
  /^(?:an? )?(?:unexpected |unknown |internal |fatal |runtime )?error(?: (?:occurred|encountered))?[.:!]*\s*$/i,
  /^(?:encountered an error|runtime error|could not run dbt|something went wrong|an error occurred)[.:!]*\s*$/i,
  /(?:process|command|task|container|script|step|program|job)?\b.*(?:exited|exit(?:ed)? status|returned|failed|exit) (?:with )?(?:a )?(?:non-zero )?(?:return |exit |status )?(?:code|status):? ?1\b\.?\s*$/i,
  /Marking task as (?:FAILED|UP_FOR_RETRY)/,
  /\b(?:npm ERR!|ELIFECYCLE|npm error)\b/,
  /^make(?:\[\d+\])?: \*\*\* \[.*\] Error \d+/,
  /backoff limit reached|BackoffLimitExceeded|has reached the specified backoff limit/i,
  /^[^:]{0,80}\berrors?\b[^:]{0,60}:\s*$/i,
  /failed with (?:the following )?error(?: message)?:?\s*$|\boutput:\s*$/i,
  /^Database Error in \w+ \S+ \([^)]*\)\s*$/,
  /^["']?[\w-]+["']?\s*:\s*[{[]+\s*$|^<\/?[\w:-]+>$|^[\s{}[\](),;]+$/,
  /^(?:\S+ )*(?:Immediate failure requested|Failure caused by)/i,
  /\bJob aborted due to stage failure\b.*$/,
  /^(?:Driver stacktrace|Caused by): ?$/,
  /Workload failed, see run output for details/i,
  /^Exception in thread "[^"]*"\s*$/,
  /\bSetting task instance\b.*\bfailed\b|\bTask instance\b.*\bfailed\b\s*$/i,
  /\bFailing (?:this attempt|the application)\b/i,
  /\bUserCodeExecutionException\b|\bDagsterExecution\w*Error\b/,
  /\b(?:job|task|run|step|workflow|pipeline|stage|process|attempt)\b[^:]{0,60}\bfailed[.!]?\s*$/i,
  /retr(?:y|ies) (?:limit|count)? ?(?:exceeded|exhausted)\s*$/i,
];

/** What schedulers and container logs put before each line of a job's output; what follows keeps its indentation. */
const relayPrefix =
  /^(?:\[\d{4}-\d{2}-\d{2}[T ,][^\]\n]{4,40}\] \{[^}\n]{1,80}\} [A-Z]+ - (?:\[[\w-]{1,60}\] )?|\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2}) (?:std(?:out|err) [FP] )?)/;

/** The line as the job printed it. */
export const withoutRelay = (line: string): string => line.replace(relayPrefix, '');

const indentOf = (line: string): number => /^\s*/.exec(line)?.[0].length ?? 0;

/** Classifies the lines of a text; the source lines that a Python traceback shows count as frames. */
export function lineKinds(lines: readonly string[]): readonly LineKind[] {
  let frameIndent = -1;
  let afterFrame = false;
  return lines.map((line) => {
    const isFirst = afterFrame && !/^\s*[\w.]+(?:Error|Exception|Exit|Interrupt|Warning)\b/.test(line);
    afterFrame = false;
    if (/^\s*File ".*", line \d+/.test(line)) {
      frameIndent = indentOf(line);
      afterFrame = true;
      return 'frame';
    }
    const isSource = line.trim() !== '' && (isFirst || (frameIndent >= 0 && indentOf(line) > frameIndent));
    if (!isSource) frameIndent = -1;
    return isSource ? 'frame' : lineKind(line);
  });
}

const isWrapper = (line: string): boolean => {
  const message = withoutPrefix(line).trim();
  return wrapperPatterns.some((pattern) => pattern.test(line) || pattern.test(message));
};

/** Classifies one line. */
export function lineKind(line: string): LineKind {
  if (line.trim() === '') return 'blank';
  if (line.length <= 2_000 && framePatterns.some((pattern) => pattern.test(line))) return 'frame';
  if (line.length <= 300 && isWrapper(line)) return 'wrapper';
  return 'plain';
}

const quietLevel = /(?:^|[\s[{|(:"=])(?:INFO|DEBUG|TRACE|VERBOSE|NOTICE)(?=[\s\]}|):",-]|$)/i;
const warnLevel = /(?:^|[\s[{|(:"=])WARN(?:ING)?(?=[\s\]}|):",-]|$)/i;
const errorLevel = /(?:^|[\s[{|(:"=/])(?:ERROR|FATAL|CRITICAL|SEVERE|PANIC|EMERG|ALERT|ERR)(?=[\s\]}|):",/-]|$)/i;

/** The log level that stands in the head of a line, as loud as it is. */
export function lineLevel(line: string): 'error' | 'warn' | 'quiet' | 'none' {
  const head = line.slice(0, 160);
  if (errorLevel.test(head)) return 'error';
  if (warnLevel.test(head)) return 'warn';
  return quietLevel.test(head) ? 'quiet' : 'none';
}
