import { Context } from '@temporalio/activity';

/** Fires when Temporal cancels the step or the worker stops; nothing where a step runs by itself. */
export function stopSignal(): AbortSignal | undefined {
  try {
    return Context.current().cancellationSignal;
  } catch {
    return undefined;
  }
}
