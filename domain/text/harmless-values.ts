/** Words that stand where a value is expected and give nothing away. */
const harmlessWords =
  /^(?:secrets?|tokens?|passwords?|credentials?|keys?|null|none|nil|undefined|true|false|yes|no|n\/a|empty|missing|absent|present|required|requires|needs|argument|option|flag|valid|invalid|expired|wrong|incorrect|error|failed|not|is|was|are|has|have|must|should|will|can|cannot|the|for|and|or|a|an|in|to|of|on|at|by|via|with|without|from|new|old|set|unset|ok|default|unknown|anonymous|interactive|expected|unchanged|hidden|masked|removed|omitted|auto|oauth2?|bearer|basic|string|str|text|bytes|int|object|optional|\*+|•+|x{3,}|<[^>]*>|\$\{?[\w.]*\}?|%[\w]+%?|\{\{.*|\.{3}|-+|…|\[?redacted.*|!(?:ref|getatt|sub|vault|env_?var|secret|include|join)\b.*)$/i;
/** What follows a secret-ish name in prose and code: types, numbers of things, participles. */
const harmlessShape = /^(?:\d{1,3}|[a-z]{1,3}|[A-Za-z_.]+\(.*|[a-z]+(?:ed|ing|ion|able)[.!?:]?|[\w.]+(?:Error|Exception))$/;
const identifier = /^[A-Za-z_][\w.]*$/;
/** Names of numbers of things, such as `max_tokens`. */
const countedName = /(?:token|key|secret|credential|pass|sig|signature)s?[\s"'\\`>&;a-z]*(?:=>|:=|[:=>])\s*$/i;
const addressName = /(?:dsn|connection[._-]?string)[\s"'\\`]*(?:=>|:=|[:=])\s*$/i;

export interface NamedValue {
  readonly name: string;
  /** Without its quotes. */
  readonly inner: string;
  readonly quoted: boolean;
  /** The text behind the value; a few characters do. */
  readonly after: string;
}

/** True when a value behind a secret-ish name is none. */
export function looksHarmless({ name, inner, quoted, after }: NamedValue): boolean {
  if (inner === '' || harmlessWords.test(inner)) return true;
  if (countedName.test(name) && /^\d+$/.test(inner)) return true;
  if (addressName.test(name) && !/[:=@/]/.test(inner)) return true;
  if (quoted) return false;
  const isCode = (/^[([]/.test(after) && identifier.test(inner)) || (after.startsWith('{') && /[$#%]$/.test(inner));
  const isProse = name.endsWith(': ') && /^[A-Z]?[a-z']+$/.test(inner) && /^ [a-z]+\b/.test(after);
  return harmlessShape.test(inner) || isCode || isProse;
}

/** Letters and digits mixed as only generated values are. */
export function isHighEntropy(value: string): boolean {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  const bits = [...counts.values()].reduce((sum, count) => sum - (count / value.length) * Math.log2(count / value.length), 0);
  return bits >= 3.5 && /\d/.test(value) && /[A-Za-z]/.test(value);
}
