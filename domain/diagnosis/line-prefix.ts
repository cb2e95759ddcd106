/** Log prefixes: time, level, thread, logger, source line. */
const prefixes: readonly RegExp[] = [
  /^\s*\[?<?\d{4}[-/]\d{2}[-/]\d{2}[T ,]+\d{2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{0,2}))?[\]>:]?\s*(?:[-|]\s*)?/,
  /^\s*\d{2}\/\d{2}\/\d{2,4} \d{2}:\d{2}:\d{2}\s*/,
  /^\s*\[?\d{2}:\d{2}:\d{2}(?:[.,]\d+)?\]?\s*(?:[-|]\s*)?/,
  /^\s*[A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}:\d{2}(?:\.\d+)? (?:\S+ \S+(?:\[\d+\])?: )?/,
  /^\s*\{[\w.]+\.py:\d+\}\s*/,
  /^\s*\[[\w .,:#/-]{1,60}\]\s*/,
  /^\s*(?:\[?(?:INFO|DEBUG|TRACE|WARN(?:ING)?|ERROR|FATAL|CRITICAL|SEVERE|NOTICE)\]?)\s*(?:[-:|]\s*)?(?=\S)/,
];

/** The message of a log line, without time, level, thread and logger. */
export function withoutPrefix(line: string): string {
  let rest = line;
  for (let round = 0; round < 6; round++) {
    const before = rest;
    for (const prefix of prefixes) rest = rest.replace(prefix, '');
    if (rest === before) break;
  }
  return rest.trim() === '' ? line : rest;
}
