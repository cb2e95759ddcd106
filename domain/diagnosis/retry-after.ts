/** Shortest and longest delay that is believed. */
export const retryAfterBounds = { leastMs: 1_000, mostMs: 3_600_000 } as const;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** First letters of a unit as texts write it; seconds when none is given. */
function unitOf(word: string | undefined): number {
  const unit = (word ?? 's').toLowerCase();
  if (/^(?:ms|milli)/.test(unit)) return unitMs.ms ?? 1;
  return unitMs[unit[0] ?? 's'] ?? 1_000;
}

const unitWords = '(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)\\b';
/** Each has the number in group 1 and, optionally, the unit in group 2. */
const patterns: readonly RegExp[] = [
  new RegExp(`retry[-_ ]?after[-_ ]?(?:ms)?["']?\\s*[:=]?\\s*["'(]?(\\d+(?:\\.\\d+)?)\\s*(?:${unitWords})?`, 'i'),
  new RegExp(
    `(?:try(?:ing)?|retry(?:ing)?|wait(?:ing)?|reset(?:s|ting)?|available|expected available)(?: again| your request| the request)?(?: after| in| for| at least| within)+\\s*(\\d+(?:\\.\\d+)?)\\s*(?:${unitWords})?`,
    'i',
  ),
  new RegExp(`wait(?: at least| for)? (\\d+(?:\\.\\d+)?)\\s*${unitWords}`, 'i'),
  new RegExp(
    `(?:x-)?rate-?limit-?reset(?:-after|-requests|-tokens)?["']?\\s*[:=]\\s*["']?(\\d{1,4}(?:\\.\\d+)?)(?!\\d)\\s*(?:${unitWords})?`,
    'i',
  ),
  new RegExp(`(?:x-)?rate-?limit-?reset(?:-requests|-tokens)["']?\\s*[:=]\\s*["']?(\\d+)(m)\\d+s`, 'i'),
  /"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)(s)"/i,
  /"(?:retry_after|retryAfter|retryAfterSeconds)"\s*:\s*(\d+(?:\.\d+)?)/i,
];
const inMilliseconds = /retry[-_]?after[-_]?ms/i;

/**
 * The delay that the failed party asked for, in milliseconds, bounded to what is believable (1 second to 1 hour); null when it asked for none.
 * Dates are not read: what they mean depends on the clock.
 */
export function readRetryAfter(text: string): number | null {
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const unit = match[2] === undefined && inMilliseconds.test(match[0]) ? 1 : unitOf(match[2]);
    const delayMs = Math.round(Number(match[1]) * unit);
    return Math.min(retryAfterBounds.mostMs, Math.max(retryAfterBounds.leastMs, delayMs));
  }
  return null;
}
