import { withoutPrefix } from './line-prefix.ts';

/** A stretch of text that varies from run to run, and what stands in its place. */
type Mask = readonly [pattern: RegExp, replacement: string];

/** Codes that tell one fault from another keep their digits: they are set aside before the masks and put back after them. */
const keptCodes =
  /\b(?:ORA|TNS|OCI|PLS|SP2|SQL|DB2|IMP|EXP|RMAN|HV|HHH|DFS|CAUAJM_[EWI]_)-?\d{3,6}[A-Z]?\b|\bSQLSTATE[ =:[(]*[0-9A-Z]{5}\b|\bMsg \d+\b|\bHTTP(?:\/\d(?:\.\d)?)?[ :]+\d{3}\b|\bstatus(?:[ _-]?code)?["']?[ =:]+\d{3}\b|\b(?:exit(?:ed)?|return(?:ed)?)(?: with)?(?: (?:code|status|value))?["']?[ =:]+-?\d{1,3}\b|\berr(?:or|no)?(?:[ _-]?(?:code|no|number))?["']?[ =:#]+-?\d{1,5}\b|\[Errno -?\d+\]|\bERROR \d{4} \([0-9A-Z]{5}\)|\(\d{4}, ?(?=u?["'])|\b\d{3} (?:Client|Server) Error\b|\bsignal \d{1,2}\b/gi;

const variable: readonly Mask[] = [
  [/\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>)\]},]+/gi, '<url>'],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, '<mail>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b\d{4}-\d{2}-\d{2}(?:[T _]\d{2}[:_]\d{2}(?:[:_]\d{2})?(?:[.,]\d+)?)?(?:Z| ?[+-]\d{2}:?\d{2})?/g, '<time>'],
  [
    /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)?,? ?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* +\d{1,2},?(?: +\d{4})?(?: +\d{1,2}:\d{2}(?::\d{2})?)?/g,
    '<time>',
  ],
  [/\b\d{1,4}\/\d{1,2}\/\d{1,4}(?: \d{1,2}:\d{2}(?::\d{2})?)?/g, '<time>'],
  [/\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b/g, '<time>'],
  [/\b([\w$-]+\.(?:scala|java|kt|py|ipynb|js|ts|go|rb|cs|cpp|cc|rs|php|sql|sh|pl)):\d+(?::\d+)?\b/gi, '$1:<n>'],
  [/\b([a-z]{3,})_(?:[a-z]?\d+_)+(?:[a-z]_)?\d+(?:_\d+)*\b/gi, '$1_<id>'],
  [/\b(i|vol|snap|sg|subnet|vpc|ami|eni|lt|acl|rtb|igw|nat)-[0-9a-f]{8,17}\b/g, '$1-<id>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<host>'],
  [/\[?(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\]?(?::\d+)?/gi, '<host>'],
  [
    /\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|net|org|io|local|internal|lan|cloud|dev|app|de|uk|eu|us|svc|corp|intra|example|test)(?:\.[a-z]{2,})*(?::\d+)?\b/g,
    '<host>',
  ],
  [/\b(?=[a-z-]*[a-z])[a-z0-9][a-z0-9-]*[a-z0-9]:\d{2,5}\b/gi, '<host>'],
  [/(\b(?:host|server|node|broker|worker|machine|hostname|address)(?: ?name)?["']?[ =:]+["']?)(?=[\w.-]*\d)[\w.-]+/gi, '$1<host>'],
  [/\b[A-Z]:\\(?:[^\\\s"'<>|:]+\\)*[^\\\s"'<>|:]*/g, '<path>'],
  [/(^|[\s"'`(=:,[>])(?:\.{0,2}\/)[\w.@%+~<>=*{}$-]+(?:\/[\w.@%+~<>=*{}$-]*)*/g, '$1<path>'],
  [
    /\b[\w.-]+\/(?:[\w.=-]+\/)*[\w.=-]+\.(?:csv|json|parquet|txt|gz|zip|xml|avro|orc|log|sql|py|xlsx?|dat|yml|yaml|tmp|bak|sh|js|ts)\b/gi,
    '<path>',
  ],
  [/\b[\w.-]*\d[\w.-]*\.(?:csv|json|parquet|txt|gz|zip|xml|avro|orc|log|xlsx?|dat|tmp|bak)\b/gi, '<path>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  [/@[0-9a-f]{5,16}\b/g, '@<hex>'],
  [/\b(?=[a-z]*\d)(?=\d*[a-f])[0-9a-f]{7,}\b/gi, '<hex>'],
  [/\b[A-Za-z0-9+/_-]*(?=[A-Za-z0-9+/_-]*\d)[A-Za-z0-9+/_-]{32,}={0,2}/g, '<id>'],
  [/(-(?=[a-z0-9]*\d)[a-z0-9]{4,10})+\b/g, '-<id>'],
];

/** Values that a message quotes: what was in the data, not what the program calls its things. */
const quotedValues: readonly Mask[] = [
  [
    /(\b(?:input|value|string|literal|text|entry|datum|token|number|date|timestamp|integer|numeric|float|double|boolean|format|base \d+|near|got|found|parse|convert|type \w+)\)?:? *)(["'`])(?:(?!\2)[^\n]){0,200}\2/gi,
    '$1<value>',
  ],
  [/(["'`])(?=[^"'`\n]*[\d/\\@<])(?:(?!\1)[^\n]){1,200}\1/g, '<value>'],
  [/(["'`])(?:(?!\1)[^\n]){61,400}\1/g, '<value>'],
  [/(\bKey \([^)]*\)=)\([^)]*\)/g, '$1<value>'],
];

const numbers: readonly Mask[] = [
  [/(^|[^\w<])[+-]?\d+(?:[.,]\d+)*(?:%| ?(?:[kmgtp]i?b|bytes?|[mnµu]?s|secs?|seconds?|mins?|minutes?|hours?|h|days?)\b)?/gi, '$1<n>'],
  [/\d+/g, '<n>'],
];

const apply = (text: string, masks: readonly Mask[]): string =>
  masks.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);

/** Runs the masks on what lies between the kept codes. */
function maskOnce(line: string): string {
  const codes = line.match(keptCodes) ?? [];
  const parts = line.split(keptCodes);
  const masked = apply(apply(parts.join('\uf8ff'), variable), quotedValues);
  let next = 0;
  return masked
    .split('\uf8ff')
    .map((part) => apply(part, numbers))
    .reduce((whole, part) => `${whole}${codes[next++] ?? ''}${part}`);
}

/**
 * The line without what differs from run to run: times, ids, numbers, paths, hosts, quoted data. Codes such as `ORA-01555` or `HTTP 503` stay.
 * Masking a masked line changes nothing.
 */
export function mask(line: string): string {
  let current = withoutPrefix(line.slice(0, 2_000).replaceAll('\uf8ff', ' '));
  for (let round = 0; round < 8; round++) {
    const next = withoutPrefix(maskOnce(current)).replace(/\s+/g, ' ').trim();
    if (next === current) return current;
    current = next;
  }
  return current;
}
