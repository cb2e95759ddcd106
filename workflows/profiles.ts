import type { ActivityOptions, LocalActivityOptions } from '@temporalio/common';
import { followQueue } from './contract.ts';

/** Timeouts and retries by kind of step. No total limit stands on steps that a person or a switch may hold for days. */

/** A step's process counts as dead after this silence; every remote step beats each three seconds by itself. */
const heartbeatTimeout = '10 seconds';

/** Reads a platform, asks a model, which may take its two minutes, and writes the store. */
export const investigation: ActivityOptions = {
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
};

/** A transaction or two, and at most a short look at a platform. Runs inside the workflow task; a database outage falls back to durable retries. */
export const database: LocalActivityOptions = {
  startToCloseTimeout: '20 seconds',
  localRetryThreshold: '20 seconds',
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
};

/** Side effects are keyed and looked up before they are sent again, so they may be retried as long as it takes. A mail server may take minutes to reply. */
export const sideEffect: ActivityOptions = {
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
};

/** A poll that fails retryably until the run has ended: no slot held, no event written, days if need be. */
export const following: ActivityOptions = {
  taskQueue: followQueue,
  startToCloseTimeout: '1 minute',
  heartbeatTimeout,
  retry: { initialInterval: '1 second', backoffCoefficient: 1.3, maximumInterval: '1 minute' },
};
