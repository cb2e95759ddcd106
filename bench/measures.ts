import { writeFileSync } from 'node:fs';
import Table from 'cli-table3';

/** One measured figure. Without a bound it only informs. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bound?: { readonly atLeast: number } | { readonly atMost: number };
  /** Smallest and largest of the single measurements. */
  readonly spread?: readonly [number, number];
}

/** The middle one of several values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** The median of several values as a measure with its spread. */
export const medianOf = (values: readonly number[]): Pick<Measure, 'value' | 'spread'> => ({
  value: median(values),
  spread: [Math.min(...values), Math.max(...values)],
});

/** Whether a measure keeps its bound; what was not measured keeps none. */
export function holds({ value, bound }: Measure): boolean {
  if (bound === undefined) return true;
  return 'atLeast' in bound ? value >= bound.atLeast : value <= bound.atMost;
}

const short = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2).replace(/\.?0+$/, ''));
const boundText = ({ bound }: Measure): string =>
  bound === undefined ? '' : 'atLeast' in bound ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`;

/** The measures as a table for people. */
export function tableOf(measures: readonly Measure[]): string {
  const table = new Table({ head: ['', 'value', 'unit', 'from – to', 'bound', ''], style: { head: [], border: [] } });
  for (const measure of measures)
    table.push([
      measure.name,
      short(measure.value),
      measure.unit,
      measure.spread === undefined ? '' : measure.spread.map(short).join(' – '),
      boundText(measure),
      measure.bound === undefined ? '' : holds(measure) ? 'ok' : 'MISSED',
    ]);
  return table.toString();
}

/** Writes the measures for programs. */
export function writeJson(file: string, measures: readonly Measure[]): void {
  const results = measures.map((measure) => ({
    name: measure.name,
    value: measure.value,
    bound: measure.bound === undefined ? null : boundText(measure),
    ok: holds(measure),
  }));
  writeFileSync(file, `${JSON.stringify({ results }, null, 2)}\n`);
}
