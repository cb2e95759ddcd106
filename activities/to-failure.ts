import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { ConnectorError } from '../connectors/contract.ts';
import { StoreRefusal } from '../store/refusal.ts';
import { refusals } from '../workflows/contract.ts';

/** Refusals that asking again does not change. */
export const isFinal = (error: unknown): error is ConnectorError =>
  error instanceof ConnectorError && ['denied', 'not-found', 'invalid', 'conflict'].includes(error.kind);

/** The only place that turns errors into what Temporal understands: final ones stop the retries, a rate limit names its delay. */
export function toFailure(error: unknown): unknown {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof StoreRefusal)
    return ApplicationFailure.nonRetryable(error.message, error.code === 'closed' ? refusals.closed : `store-${error.code}`);
  if (error instanceof ConnectorError)
    return ApplicationFailure.create({
      message: error.message,
      type: `connector-${error.kind}`,
      nonRetryable: isFinal(error),
      ...(error.retryAfterMs === null ? {} : { nextRetryDelay: error.retryAfterMs }),
    });
  return error;
}

/** An error after which the step is not tried again: its case goes to people. */
export const givenUp = (error: unknown): ApplicationFailure =>
  ApplicationFailure.fromError(error, { type: 'given-up', nonRetryable: true });

/** A step that is not done yet: Temporal calls it again after the delay, holding no slot and writing no event meanwhile. */
export const notYet = (type: string, message: string, delayMs: number): ApplicationFailure =>
  ApplicationFailure.create({ type, message, nextRetryDelay: delayMs, category: 'BENIGN' });
