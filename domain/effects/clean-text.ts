/**
 * Makes text from jobs, logs and platforms safe to show: no terminal escapes, no control characters, no characters that
 * reorder what is around them. Nothing is hidden: what a reader could be fooled by is shown by its code point.
 */

// oxlint-disable-next-line no-control-regex -- terminal escapes are control characters
const terminalEscape = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\-_])/g;
const controls = /(?!\n)[\p{Cc}\uFFFE\uFFFF]/gu;
const reordering = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const invisible = /[\u00AD\u200B\u2060-\u2065\uFEFF]/g;
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const codePoint = (character: string): string => `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`;

/** Text over several lines, with `\n` line ends. */
export const cleanText = (text: string): string =>
  text
    .replace(terminalEscape, '')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/\t/g, '    ')
    .replace(controls, '')
    .replace(invisible, '')
    .replace(reordering, codePoint)
    .replace(loneSurrogate, '\uFFFD');

/** Text on one line; white space of any kind becomes single spaces. */
export const cleanLine = (text: string): string => cleanText(text).replace(/\s+/g, ' ').trim();

/** At most `limit` characters, ending in `…` when something was cut; never splits a surrogate pair. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text
    .slice(0, limit - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}
