const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A length of time: `850 ms`, `4 m 12 s`, `2 h 5 m`, `3 d 4 h`. */
export function duration(ms: number): string {
  const value = Math.max(0, Math.round(ms));
  if (value < second) return `${value} ms`;
  if (value < 10 * second) return `${(Math.floor(value / 100) / 10).toFixed(1).replace(/\.0$/, '')} s`;
  if (value < minute) return `${Math.floor(value / second)} s`;
  if (value < hour) return pair(Math.floor(value / minute), 'm', Math.floor((value % minute) / second), 's');
  if (value < day) return pair(Math.floor(value / hour), 'h', Math.floor((value % hour) / minute), 'm');
  return pair(Math.floor(value / day), 'd', Math.floor((value % day) / hour), 'h');
}

const pair = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;

/** A length of time as short as it stays useful: `18 m`, `1 h 56 m`, `3 d`. */
export function shortDuration(ms: number): string {
  const value = Math.max(0, ms);
  if (value < minute) return `${Math.floor(value / second)} s`;
  if (value < hour) return `${Math.floor(value / minute)} m`;
  if (value < 10 * hour) return duration(Math.floor(value / minute) * minute);
  if (value < 2 * day) return `${Math.floor(value / hour)} h`;
  return `${Math.floor(value / day)} d`;
}

const inLargest = (ms: number): string => {
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  return ms < 2 * day ? `${Math.floor(ms / hour)} h` : `${Math.floor(ms / day)} days`;
};

/** How long ago a moment was: `just now`, `3 min ago`. A clock that runs ahead of ours counts as now. */
export function ago(iso: string, now: number): string {
  const distance = now - Date.parse(iso);
  if (Number.isNaN(distance)) return iso;
  return distance < minute ? 'just now' : `${inLargest(distance)} ago`;
}

const full = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** The exact moment, for hovering: `21 Nov 2026, 03:00:00 CET`. */
export const absolute = (iso: string): string => (Number.isNaN(Date.parse(iso)) ? iso : full.format(new Date(iso)));

/** The time of day, with the day when it is not today: `03:00`, `20 Nov, 22:15`. */
export function clockTime(iso: string, now: number, seconds = false): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return time.toDateString() === new Date(now).toDateString()
    ? (seconds ? clockWithSeconds : clock).format(time)
    : dayAndClock.format(time);
}

/** The zone in which all times are shown. */
export const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
