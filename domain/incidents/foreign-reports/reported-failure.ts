import type { Parameters } from '../../jobs/types.ts';

/** A failed run in the words of somebody else's event, before it is cleaned and checked. */
export interface ReportedFailure {
  readonly platform: string;
  readonly job: string;
  readonly run: string;
  readonly try?: number;
  readonly errorText?: string;
  readonly logTail?: string;
  readonly parameters?: Parameters;
  readonly application?: string;
  readonly owner?: string;
  readonly finishedAt?: string;
}

/** What an event comes to: a failed run, or nothing that anybody has to handle. */
export type EventReading =
  | { readonly kind: 'failure'; readonly failure: ReportedFailure }
  | { readonly kind: 'ignored'; readonly reason: string };

export const ignored = (reason: string): EventReading => ({ kind: 'ignored', reason });

/** The text in which an event says what went wrong: its lines that say anything, in order. */
export const linesOf = (...lines: readonly (string | null | undefined | false)[]): string =>
  lines.filter((line) => typeof line === 'string' && line.trim() !== '').join('\n');

/** An ISO time with its offset, or undefined where the text is none. */
export function timeOf(text: string | null | undefined): string | undefined {
  const at = Date.parse(text ?? '');
  // Some senders write the year 1 for "not yet".
  return Number.isNaN(at) || at <= 0 ? undefined : new Date(at).toISOString();
}
