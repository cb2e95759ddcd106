import type { Parameters } from '../jobs/types.ts';

/** What came of earlier resubmissions of a job for the same fingerprint. */
export interface Precedent {
  readonly tried: number;
  readonly worked: number;
  /** Of those that worked, the newest one's parameters. */
  readonly lastWorking: Parameters | null;
}

/** The precedent in a sentence; null when there is none. */
export function precedentSentence({ tried, worked, lastWorking }: Precedent): string | null {
  if (tried === 0) return null;
  if (worked === 0) return `Starting it again after this failure has not worked so far (${tried} ${tried === 1 ? 'time' : 'times'}).`;
  const values = Object.entries(lastWorking ?? {}).map(([name, value]) => `${name} ${value}`);
  return `Starting it again after this failure worked ${worked} of ${tried} times${values.length === 0 ? '' : `, last with ${values.join(', ')}`}.`;
}
