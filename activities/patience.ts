import { sqlStateOf } from '../store/tx.ts';

/** Attempts of a step that a fault may spoil in a row. With the pauses between them: from half a minute to two. */
export const mostFaultyAttempts = 8;

/** More steps than ever are faulty at once; those of cases that went on elsewhere are forgotten with all others. */
const mostSteps = 1_000;

/** What the database says of data that it cannot take (22), of rows that contradict each other (23) and of statements that are wrong (42). */
const faultyClasses = ['22', '23', '42'];

/** An error of our code or of the data, that no waiting mends. `fetch` tells outages by a TypeError too, which has a cause. */
const isFault = (error: unknown): boolean =>
  error instanceof ReferenceError ||
  error instanceof RangeError ||
  error instanceof SyntaxError ||
  (error instanceof TypeError && error.cause === undefined) ||
  faultyClasses.includes(sqlStateOf(error)?.slice(0, 2) ?? '');

/** Tells when a failing step is to be given up, so that a person gets the case. */
export interface Patience {
  /** Notes how an attempt of a step ended. True when it was one fault too many in a row; an outage is waited out however long it takes. */
  isSpent(step: string, error?: unknown): boolean;
}

/** The patience of one process. A fault that only a race or a restart has caused passes within a few attempts. */
export function createPatience(): Patience {
  const faults = new Map<string, number>();
  return {
    isSpent: (step, error) => {
      const count = isFault(error) ? (faults.get(step) ?? 0) + 1 : 0;
      if (count === 0 || count >= mostFaultyAttempts) faults.delete(step);
      else {
        if (faults.size >= mostSteps) faults.clear();
        faults.set(step, count);
      }
      return count >= mostFaultyAttempts;
    },
  };
}
