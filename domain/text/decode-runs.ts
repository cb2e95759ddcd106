type Redact = (text: string) => string;

const placeholders = /(\[redacted:[a-z-]+\])/;

const decodePercent = (run: string): string =>
  run.replace(/(?:%[0-9A-Fa-f]{2})+/g, (codes) => {
    const bytes = Buffer.from(codes.replaceAll('%', ''), 'hex');
    const text = bytes.toString('utf8');
    return text.includes('\ufffd') ? bytes.toString('latin1') : text;
  });

/** Signs that stood in the run as they are stay so. */
const encodeAgain = (text: string, run: string): string =>
  text
    .split(placeholders)
    .map((part) => (placeholders.test(part) ? part : encodeURIComponent(part.toWellFormed())))
    .join('')
    .replace(/%(?:3A|2F|3F|3D|26|23|40|2B|2C|3B|24)/g, (code) => (run.includes(decodePercent(code)) ? decodePercent(code) : code));

const percentCode = /%[0-9A-Fa-f]{2}/;

/** Percent-encoded text, once or several times over. */
function inPercent(text: string, redact: Redact): string {
  if (!percentCode.test(text)) return text;
  return text.replace(/[^\s"<>\\`|{}]{6,}/g, (run) => {
    if (!percentCode.test(run)) return run;
    const decoded = decodePercent(run);
    const redacted = redact(decoded);
    return redacted === decoded ? run : encodeAgain(redacted, run);
  });
}

/** The backslashes before an escape that belong to it: one, or two where JSON lies in JSON. Others are a text's own. */
const own = (backslashes: string): string => backslashes.slice(backslashes.length % 2 === 1 ? 1 : 2);

const unescape = (line: string): string =>
  line.replace(/(\\+)(?:u00([0-9a-f]{2})|(\/))/gi, (whole, backslashes: string, code: string | undefined) => {
    const character = code === undefined ? '/' : String.fromCharCode(Number.parseInt(code, 16));
    return /[\u0020-\u007e]/.test(character) && character !== '"' && character !== '\\' ? own(backslashes) + character : whole;
  });

/** JSON whose writer escaped more than it had to. */
const inEscapes = (text: string, redact: Redact): string =>
  /\\(?:u00|\/)/i.test(text)
    ? text.replace(/[^\n]+/g, (line) => {
        const plain = unescape(line);
        const redacted = plain === line ? plain : redact(plain);
        return redacted === plain ? line : redacted;
      })
    : text;

const base64Digits = new Map([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((digit, place) => [digit, place]));
base64Digits.set('-', 62).set('_', 63);

const isPrintable = (code: number): boolean => (code >= 32 && code !== 127) || code === 9 || code === 10 || code === 13;

/** Whether the first bytes look like text: cheaper than decoding what mostly is a name or a hash. */
function startsLikeText(run: string): boolean {
  const [a, b, c, d] = [0, 1, 2, 3].map((place) => base64Digits.get(run[place] ?? '') ?? 0) as [number, number, number, number];
  const bytes = [(a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d] as const;
  return bytes.every(isPrintable) || (isPrintable(bytes[0]) && bytes[1] === 0 && isPrintable(bytes[2]));
}

/** The text that a run of base64 holds; null when it holds none. */
function textOf(run: string): string | null {
  const bytes = Buffer.from(run, 'base64');
  const text = bytes.toString(bytes[1] === 0 ? 'utf16le' : 'utf8');
  // biome-ignore lint: control characters are the point
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/.test(text) ? null : text;
}

/** Base64 of text, in the usual and in the URL-safe alphabet. */
const inBase64 = (text: string, redact: Redact): string =>
  text.replace(/[A-Za-z0-9+/_-]{16,}={0,2}/g, (run) => {
    if (!startsLikeText(run)) return run;
    const decoded = textOf(run);
    return decoded === null || redact(decoded) === decoded ? run : '[redacted:encoded-secret]';
  });

/** Looks for secrets in what a text holds in encoded form. `redact` does the looking, and may call this again. */
export const redactEncoded = (text: string, redact: Redact): string => inBase64(inEscapes(inPercent(text, redact), redact), redact);
