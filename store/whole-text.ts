/** An escaped backslash, a whole pair, or half of one. */
const escapes = /\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(\\ud[89a-f][0-9a-f]{2})/gi;

/**
 * Puts the replacement character where JSON has half of a character, as texts have that were cut in the middle of an emoji. JSON.stringify
 * writes it as an escape that the database refuses; in plain text the driver replaces it by itself.
 */
export const wholeJson = (json: string): string =>
  json.includes('\\ud') || json.includes('\\uD')
    ? json.replaceAll(escapes, (escape, half: string | undefined) => (half === undefined ? escape : '\\ufffd'))
    : json;

/** Parameters of a statement as the database takes them: those that it reads as JSON hold whole characters only. */
export const wholeParameters = (sql: string, parameters: readonly unknown[]): unknown[] =>
  parameters.map((value, index) => {
    if (typeof value !== 'string') return value;
    const whole = wholeJson(value);
    // Texts that merely speak of such an escape stay as they are.
    return whole !== value && sql.includes(`$${index + 1}::json`) ? whole : value;
  });
