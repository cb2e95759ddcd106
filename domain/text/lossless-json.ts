/** Only then is a second, slower look worth its time: long numbers outside of texts, escaped NUL bytes and surrogates. */
const needsCare = /[:,[\s]-?\d{16}|^-?\d{16}|\\u(?:0000|[dD][89a-fA-F])/;

/** Text fit for the database: no NUL, no half surrogate pairs. */
const fit = (text: string): string => text.toWellFormed().replaceAll('\u0000', '');

function fitValue(value: unknown): unknown {
  if (typeof value === 'string') return fit(value);
  if (Array.isArray(value)) return value.map(fitValue);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [fit(name), fitValue(item)]));
}

type Reviver = (this: unknown, name: string, value: unknown, context?: { readonly source?: string }) => unknown;

/** A whole number that a double cannot hold becomes the text of its digits. */
const keepDigits: Reviver = (_name, value, context) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '') ? context?.source : value;

/**
 * Parses JSON without losing a digit: whole numbers beyond 2^53 come as texts. What no database could store is taken out of texts.
 * @throws SyntaxError where it is no JSON, RangeError where it is nested too deeply
 */
export const parseLosslessJson = (text: string): unknown =>
  needsCare.test(text) ? fitValue(JSON.parse(text, keepDigits)) : JSON.parse(text);
