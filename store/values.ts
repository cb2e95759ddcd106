/** A database time as ISO 8601 UTC. The driver hands times out as text. */
export const iso = (value: string | Date): string => (value instanceof Date ? value : new Date(value)).toISOString();

/** The same for a column that may be empty. */
export const isoOrNull = (value: string | Date | null): string | null => (value === null ? null : iso(value));
