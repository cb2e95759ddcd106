import { AsyncLocalStorage } from 'node:async_hooks';

/** Requests that were sent for one piece of work. */
interface Tally {
  requests: number;
}
const current = new AsyncLocalStorage<Tally>();

/** Counts a request to whatever piece of work it is sent for. */
export function tallyRequest(): void {
  const tally = current.getStore();
  if (tally !== undefined) tally.requests += 1;
}

/** Does a piece of work and tells afterwards how many requests were sent for it, also when it failed. */
export async function tallied<Value>(work: () => Promise<Value>, tell: (requests: number) => Promise<void>): Promise<Value> {
  const tally: Tally = { requests: 0 };
  try {
    return await current.run(tally, work);
  } finally {
    if (tally.requests > 0) await tell(tally.requests);
  }
}
