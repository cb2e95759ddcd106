const stamp = /^(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const syslogStamp = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}:\d{2}:\d{2})$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dayMs = 86_400_000;

/** A zone as `Date.parse` wants it; a time without one is UTC. */
function zoneOf(zone: string | undefined): string {
  if (zone === undefined || /^(?:Z|UTC|GMT)$/i.test(zone)) return 'Z';
  return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}

const toIso = (text: string): string | null => {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
};

/** Times that name a day which does not exist would roll over to another one. */
const existingDay = (year: string, month: string, day: string): boolean =>
  new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);

/** A time as logs write it, as ISO 8601 in UTC; null when it is none. */
export function readTime(text: string): string | null {
  const match = stamp.exec(text.trim());
  if (match === null) return null;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', fraction = '0', zone] = match;
  if (!existingDay(year, month, day)) return null;
  return toIso(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${zoneOf(zone)}`);
}

/** Seconds or milliseconds since 1970, as JSON logs write them; null outside the years 2001 to 2286. */
export function readEpoch(value: number): string | null {
  const milliseconds = value < 1e11 ? value * 1000 : value;
  return milliseconds >= 1e12 && milliseconds < 1e13 ? new Date(milliseconds).toISOString() : null;
}

/** The time of a classic syslog line, which names no year: the latest one that is not more than a day ahead of `now`. */
export function readSyslogTime(text: string, now: string): string | null {
  const [, name = '', day = '', clock = ''] = syslogStamp.exec(text) ?? [];
  const month = months.indexOf(name) + 1;
  if (month === 0) return null;
  const year = new Date(now).getUTCFullYear();
  const inYear = (one: number): string | null => readTime(`${one}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')} ${clock}`);
  const current = inYear(year);
  if (current !== null && Date.parse(current) <= Date.parse(now) + dayMs) return current;
  return inYear(year - 1);
}
