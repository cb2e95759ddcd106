/** Escape sequences of terminals: CSI, OSC and the two-character ones. */
// biome-ignore lint: control characters are the point
const ansiPattern = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]|\u009b[0-?]*[ -/]*[@-~]/g;
/** Control characters except tab and line feed, and the marks that reverse or hide text. */
const controlPattern =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** What `cleanText` cuts away is named in the text itself, so that nobody takes a part for the whole. */
const cutNote = (bytes: number): string => `\n[… ${bytes} bytes cut …]\n`;

const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Removes what no reader needs and what breaks databases, mails and terminals. The result is well-formed Unicode. */
export function stripControls(text: string): string {
  const lines = text.toWellFormed().replace(/\r\n?/g, '\n').replaceAll(ansiPattern, '');
  return lines.replaceAll(controlPattern, '');
}

/** The longest start of `text` that fits into `bytes`, never half a character. */
function headBytes(text: string, bytes: number): string {
  let end = Math.min(text.length, bytes);
  while (end > 0 && byteLength(text.slice(0, end)) > bytes) {
    end -= Math.max(1, Math.floor((byteLength(text.slice(0, end)) - bytes) / 3));
  }
  return text.slice(0, end).replace(/[\ud800-\udbff]$/, '');
}

/** The longest end of `text` that fits into `bytes`. */
function tailBytes(text: string, bytes: number): string {
  let start = Math.max(0, text.length - bytes);
  while (start < text.length && byteLength(text.slice(start)) > bytes) {
    start += Math.max(1, Math.floor((byteLength(text.slice(start)) - bytes) / 3));
  }
  return text.slice(start).replace(/^[\udc00-\udfff]/, '');
}

/**
 * Text from a job, made fit to store, show and send: no NUL bytes, lone surrogates, escape sequences or bidirectional marks, and at most `maxBytes`
 * of UTF-8. A longer text keeps a third from its head and the rest from its tail, where failures say why, with a note of what was cut.
 */
export function cleanText(text: string, { maxBytes }: { readonly maxBytes: number }): string {
  const clean = stripControls(text);
  const size = byteLength(clean);
  if (size <= maxBytes) return clean;
  const room = maxBytes - byteLength(cutNote(size));
  if (room <= 0) return headBytes(clean, maxBytes);
  const head = headBytes(clean, Math.floor(room / 3));
  const tail = tailBytes(clean, room - byteLength(head));
  return `${head}${cutNote(size - byteLength(head) - byteLength(tail))}${tail}`;
}
