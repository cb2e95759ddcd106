import { redactEncoded } from './decode-runs.ts';
import { isHighEntropy, looksHarmless } from './harmless-values.ts';
import { redactKnown } from './known-secrets.ts';
import { formatHint, type SecretPattern, secretFormats } from './secret-formats.ts';
import { frameHint, namedSecrets, secretFrames } from './secret-frames.ts';
import { redactFolded } from './unfold.ts';

/** Encodings inside encodings are followed so far. */
const deepest = 3;

const quotes = /^(?:\\{0,7}["'`]|&quot;)|(?:\\{0,7}["'`]|&quot;)$/g;

interface NamedGroups {
  readonly name: string;
  readonly value: string;
}

/** Puts the placeholder in, quotes kept, so that JSON stays JSON. */
function replaceNamed(...match: unknown[]): string {
  const [whole, groups] = [match[0] as string, match.at(-1) as NamedGroups];
  const [offset, text] = [match.at(-3) as number, match.at(-2) as string];
  const { name, value } = groups;
  const inner = value.replace(quotes, '');
  const after = text.slice(offset + whole.length, offset + whole.length + 12);
  if (looksHarmless({ name, inner, quoted: inner !== value, after })) return whole;
  const opening = value.slice(0, value.indexOf(inner));
  return `${name}${opening}[redacted:secret]${value.slice(opening.length + inner.length)}`;
}

function replaceFormat(text: string, { name, pattern, keep, needs }: SecretPattern): string {
  if (needs !== undefined && !text.includes(needs)) return text;
  return text.replace(pattern, (...match: string[]) => {
    const kept = keep === undefined ? '' : (match[keep] ?? '');
    return (match[0] ?? '').slice(kept.length).startsWith('[redacted:') ? (match[0] ?? '') : `${kept}[redacted:${name}]`;
  });
}

/** A key of which only the end is there, because the start of the log was cut away. */
function redactKeyEnd(text: string): string {
  const end = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/.exec(text);
  if (end === null) return text;
  const body = /(?:^|\n)(?:[A-Za-z0-9+/=]{1,80}\n)+$/.exec(text.slice(Math.max(0, end.index - 8_192), end.index));
  if (body === null) return text;
  return `${text.slice(0, end.index - body[0].trimStart().length)}[redacted:private-key]${text.slice(end.index + end[0].length)}`;
}

/** A generated value in a line that talks of secrets, e.g. `using key Zk3…` or `secret was 9fA…`. */
function redactNear(text: string): string {
  const near =
    /((?:secret|password|passwd|token|api[ _-]?key|access[ _-]?key|private[ _-]?key|credential)s?\b)([^\n"',;{}[\]]{0,24}?[ \t"'`=:(])([A-Za-z0-9+/_~.-]{20,}={0,2})/gi;
  return text.replace(near, (whole, word: string, between: string, value: string) => {
    const isNamed = /^\s*(?:(?:is|was|are|of|value)\s*)?[\s"'`=:(]+$/i.test(between);
    const isIdentity = /^[0-9a-f-]+$/i.test(value) && !isNamed;
    const isPath = /[/.].*[/.]/.test(value);
    return isHighEntropy(value) && !isPath && !isIdentity ? `${word}${between}[redacted:secret]` : whole;
  });
}

function redactPlain(text: string): string {
  let result = formatHint.test(text) ? redactKeyEnd(secretFormats.reduce(replaceFormat, text)) : text;
  if (!frameHint.test(result)) return result;
  result = secretFrames.reduce(replaceFormat, result);
  for (const pattern of namedSecrets) result = result.replace(pattern, replaceNamed);
  return redactNear(result);
}

/** One layer of a text, and the layers that are encoded in it. */
function redactLayer(text: string, knownSecrets: readonly string[], depth: number): string {
  const plain = redactPlain(text);
  if (depth >= deepest) return plain;
  return redactEncoded(plain, (inner) => redactLayer(redactKnown(inner, knownSecrets), knownSecrets, depth + 1));
}

/**
 * Takes secrets out of any text from a job before it is stored, mailed or sent on: the exact known ones in every usual encoding, the formats of
 * providers, and values whose name or place says what they are; also inside base64, percent-encoding and folded lines. Placeholders are stable, so that
 * redacting twice changes nothing.
 */
export function redact(text: string, knownSecrets: readonly string[] = []): string {
  const layer = (part: string) => redactLayer(part, knownSecrets, 0);
  return layer(redactFolded(redactKnown(text, knownSecrets), layer));
}

/**
 * The careful form for names, patterns and lines of our own logs, whose words must stay: only exact known secrets and the formats of providers go.
 */
export function redactTokens(text: string, knownSecrets: readonly string[] = []): string {
  const known = redactKnown(text, knownSecrets);
  return formatHint.test(known) ? secretFormats.reduce(replaceFormat, known) : known;
}
