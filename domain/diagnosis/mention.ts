const before = /(?:^|[^:=>({[,\s]\s*)["'`‘“][\w./-]*$/;
const after = /^[\w./-]*["'`’”]/;
/** How far a quoted word may reach around a match. */
const reach = 60;

/**
 * Tells whether a match lies inside one quoted word that is no value of a field: `status 'throttled' is not allowed` speaks about a word, while
 * `"code": "Throttling"` says what happened.
 */
export function isMention(text: string, start: number, end: number): boolean {
  if (/\s/.test(text.slice(start, end))) return false;
  return before.test(text.slice(Math.max(0, start - reach), start)) && after.test(text.slice(end, end + reach));
}
