/** A share as the API tells it. */
export interface Ratio {
  readonly value: number | null;
  readonly numerator: number;
  readonly denominator: number;
}

/** A share for people, with what it is made of: `91.7 % (11 of 12)`. */
export const percent = ({ value, numerator, denominator }: Ratio): string =>
  value === null ? 'nothing to judge yet' : `${(value * 100).toFixed(1)} % (${numerator} of ${denominator})`;

/** Seconds as people say them. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} m ${Math.round(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}
