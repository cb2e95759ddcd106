import { namedSecretPatterns, secretPatterns } from './secret-patterns.ts';

/** Shorter known secrets would blank ordinary words. */
const shortestKnownSecret = 4;

/** Words that stand where a value is expected and give nothing away. */
const harmlessValue =
  /^(?:secrets?|tokens?|passwords?|credentials?|keys?|null|none|nil|undefined|true|false|yes|no|n\/a|empty|missing|required|invalid|expired|wrong|incorrect|error|failed|not|is|was|must|the|for|and|or|a|an|in|to|\*+|x{3,}|<[^>]*>|\$\{?[\w.]+\}?|%[\w]+%?|\{\{.*|\.{3}|-+|…|\[?redacted.*)$/i;
/** Characters and words that follow a secret-ish name in prose and code: types, calls, numbers of things. */
const harmlessShape = /^(?:\d{1,3}|[a-z]{1,3}|[A-Za-z_.]+\(.*|[a-z]+(?:ed|ing|ion|able)[.!?]?|[\w.]+(?:Error|Exception))$/;

/** Names of numbers of things, such as `max_tokens`. */
const countedName = /tokens?[\s"'\\]*(?:=>|:=|[:=])\s*$/i;

const unquote = (value: string): string => value.replace(/^\\?["'`]|\\?["'`]$/g, '');

function looksHarmless(value: string, quoted: boolean): boolean {
  if (value === '' || harmlessValue.test(value)) return true;
  return !quoted && harmlessShape.test(value);
}

/** Puts the placeholder in, quotes kept, so that JSON stays JSON. */
function replaceNamed(whole: string, name: string, value: string): string {
  const inner = unquote(value);
  if (countedName.test(name) && /^\d+$/.test(inner)) return whole;
  if (looksHarmless(inner, inner !== value)) return whole;
  if (value === inner) return `${name}[redacted:secret]`;
  const opening = value.slice(0, value.indexOf(inner));
  return `${name}${opening}[redacted:secret]${value.slice(opening.length + inner.length)}`;
}

const escapeForPattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Base64 of a secret inside a longer text depends on its offset: the middle part is the same for each of the three. */
function base64Cores(secret: string): string[] {
  const cores = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${'\0'.repeat(offset)}${secret}`, 'utf8')
      .toString('base64')
      .replace(/=+$/, '');
    const total = offset + Buffer.byteLength(secret, 'utf8');
    return encoded.slice(Math.ceil((offset * 4) / 3), Math.floor((total * 8) / 6));
  });
  return cores.flatMap((core) => [core, core.replaceAll('+', '-').replaceAll('/', '_')]).filter((core) => core.length >= 6);
}

/** Every form in which a known secret turns up: plain, URL-encoded, JSON-escaped, base64, hex. */
function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const strict = encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  const hex = Buffer.from(secret, 'utf8').toString('hex');
  const twice = encodeURIComponent(encoded);
  return [
    secret,
    encoded,
    strict,
    encoded.replaceAll('%20', '+'),
    twice,
    JSON.stringify(secret).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...base64Cores(secret),
  ];
}

/** Made once per list: every text of a process is checked against the same secrets. */
const knownPatterns = new WeakMap<readonly string[], RegExp | null>();

function knownPattern(knownSecrets: readonly string[]): RegExp | null {
  const made = knownPatterns.get(knownSecrets);
  if (made !== undefined) return made;
  const pattern = makeKnownPattern(knownSecrets);
  knownPatterns.set(knownSecrets, pattern);
  return pattern;
}

function makeKnownPattern(knownSecrets: readonly string[]): RegExp | null {
  const forms = new Set(knownSecrets.filter((secret) => secret.length >= shortestKnownSecret).flatMap(formsOf));
  if (forms.size === 0) return null;
  const longestFirst = [...forms].sort((left, right) => right.length - left.length);
  const pattern = longestFirst
    .map((form) => escapeForPattern(form).replace(/%[0-9A-F]{2}/g, (code) => `%${hexInAnyCase(code.slice(1))}`))
    .join('|');
  return new RegExp(pattern, 'g');
}

function redactKnown(text: string, knownSecrets: readonly string[]): string {
  const pattern = knownPattern(knownSecrets);
  return pattern === null ? text : text.replace(pattern, '[redacted:known-secret]');
}

const hexInAnyCase = (code: string): string =>
  [...code].map((digit) => (/[A-F]/.test(digit) ? `[${digit}${digit.toLowerCase()}]` : digit)).join('');

/** Letters, digits and signs mixed as only generated values are. */
function isHighEntropy(value: string): boolean {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  const bits = [...counts.values()].reduce((sum, count) => sum - (count / value.length) * Math.log2(count / value.length), 0);
  return bits >= 3.5 && /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** A generated value in a line that talks of secrets, e.g. `using key Zk3…` or `secret was 9fA…`. */
function redactNear(text: string): string {
  const near =
    /((?:secret|password|passwd|token|api[ _-]?key|access[ _-]?key|private[ _-]?key|credential)s?\b[^\n]{0,24}?[\s"'`=:(])([A-Za-z0-9+/_~.-]{20,}={0,2})/gi;
  return text.replace(near, (whole, before: string, value: string) =>
    isHighEntropy(value) && !/[/.].*[/.]/.test(value) ? `${before}[redacted:secret]` : whole,
  );
}

/**
 * Takes secrets out of any text from a job before it is stored, mailed or sent on: the exact known ones in every usual encoding, the formats of
 * providers, and values whose name says what they are. Placeholders are stable, so that redacting twice changes nothing.
 */
export function redact(text: string, knownSecrets: readonly string[] = []): string {
  let result = redactKnown(text, knownSecrets);
  for (const { name, pattern, keep } of secretPatterns) {
    result = result.replace(pattern, (...match: string[]) => {
      const kept = keep === undefined ? '' : (match[keep] ?? '');
      return (match[0] ?? '').slice(kept.length).startsWith('[redacted:') ? (match[0] ?? '') : `${kept}[redacted:${name}]`;
    });
  }
  for (const pattern of namedSecretPatterns) result = result.replace(pattern, replaceNamed);
  return redactNear(result);
}
