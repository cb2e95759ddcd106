import { readEpoch, readTime } from '../../logs/read-time.ts';

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const clock = '(?:[ ,T]+(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?: ?([AP]M))?)?';
const dotted = new RegExp(`^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})${clock}$`, 'i');
const slashed = new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})${clock}$`, 'i');
const dayFirst = new RegExp(`^(\\d{1,2})[ -]([a-z]{3})[a-z]*[ -,]+(\\d{4})${clock}$`, 'i');
const monthFirst = new RegExp(`^([a-z]{3})[a-z]*\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})${clock}$`, 'i');
const standard = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/;

/** A time as people write it, read. */
export type TimeReading =
  | { readonly kind: 'read'; readonly at: string; readonly standard: boolean }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'unreadable' };

/** Hour, minute, second, and AM or PM, as far as given. */
type Clock = readonly (string | undefined)[];

const two = (value: number | string): string => String(value).padStart(2, '0');

/** Hours of a twelve-hour clock count from midnight or noon. */
function hourOf(hour: string, half: string | undefined): number {
  if (half === undefined) return Number(hour);
  return (Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
}

function fromParts(year: string, month: number, day: string, [hour = '0', minute = '0', second = '0', half]: Clock): TimeReading {
  const at = readTime(`${year}-${two(month)}-${two(day)} ${two(hourOf(hour, half))}:${two(minute)}:${two(second)}`);
  return at === null ? { kind: 'unreadable' } : { kind: 'read', at, standard: false };
}

/** `14/01/2026` can be read in one way only, `04/01/2026` in two. */
function fromSlashes([, first = '', second = '', year = '', ...rest]: RegExpExecArray): TimeReading {
  if (Number(first) <= 12 && Number(second) <= 12 && first !== second) return { kind: 'ambiguous' };
  return Number(first) > 12 ? fromParts(year, Number(second), first, rest) : fromParts(year, Number(first), second, rest);
}

function fromNames(text: string): TimeReading | null {
  const [, day, name, year, ...rest] = dayFirst.exec(text) ?? [];
  if (day !== undefined && name !== undefined && year !== undefined)
    return fromParts(year, monthNames.indexOf(name.toLowerCase()) + 1, day, rest);
  const [, month, otherDay, otherYear, ...otherRest] = monthFirst.exec(text) ?? [];
  if (month === undefined || otherDay === undefined || otherYear === undefined) return null;
  return fromParts(otherYear, monthNames.indexOf(month.toLowerCase()) + 1, otherDay, otherRest);
}

/** Reads a time in ISO form, as epoch, or as people write days; without a zone it is UTC. What could mean two days is not guessed. */
export function readAnyTime(text: string): TimeReading {
  const given = text.trim();
  const iso = readTime(/^\d{4}[-/]\d{2}[-/]\d{2}$/.test(given) ? `${given} 00:00` : given);
  if (iso !== null) return { kind: 'read', at: iso, standard: standard.test(given) };
  if (/^\d{10}(?:\d{3})?$/.test(given)) {
    const at = readEpoch(Number(given));
    return at === null ? { kind: 'unreadable' } : { kind: 'read', at, standard: false };
  }
  const slashes = slashed.exec(given);
  if (slashes !== null) return fromSlashes(slashes);
  const dots = dotted.exec(given);
  if (dots !== null) {
    const [, day = '', month = '', year = '', ...rest] = dots;
    return fromParts(year, Number(month), day, rest);
  }
  return fromNames(given) ?? { kind: 'unreadable' };
}
