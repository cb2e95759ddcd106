/** The five fields of a cron expression with their ranges. */
const fields = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of month', min: 1, max: 31, names: [] },
  { name: 'month', min: 1, max: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { name: 'day of week', min: 0, max: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const;
type Field = (typeof fields)[number];

const nicknames = ['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually'];

function isValue(text: string, field: Field): boolean {
  if ((field.names as readonly string[]).includes(text.toLowerCase())) return true;
  return /^\d{1,2}$/.test(text) && Number(text) >= field.min && Number(text) <= field.max;
}

function isPart(part: string, field: Field): boolean {
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d{0,2}$/.test(step))) return false;
  if (range === '*') return true;
  const bounds = range.split('-');
  return bounds.length <= 2 && bounds.every((bound) => isValue(bound, field));
}

/** What is wrong with a cron expression, or null. Five fields (minute, hour, day, month, weekday) or a nickname such as `@daily`. */
export function cronProblem(text: string): string | null {
  if (nicknames.includes(text)) return null;
  const given = text.trim().split(/\s+/);
  if (given.length !== fields.length) return `must be a cron expression with 5 fields (minute hour day month weekday), has ${given.length}`;
  const wrong = fields.find((field, index) => !(given[index] ?? '').split(',').every((part) => isPart(part, field)));
  return wrong === undefined ? null : `has no valid ${wrong.name} (${given[fields.indexOf(wrong)]})`;
}
