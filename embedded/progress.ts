import { setInterval } from 'node:timers';

/** Gets one line of text at a time. */
export type Says = (line: string) => void;

export const seconds = (sinceMs: number): string => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;

/** How long a step may take before it has to say that it is still at it. */
const patienceMs = 2_000;

/** Runs one step of the start and says when it is done and how long it took; and, while it takes long, that it goes on. */
export async function step<Result>(name: string, says: Says, work: () => Promise<Result>, done = 'ready'): Promise<Result> {
  const startedAt = Date.now();
  let next = patienceMs;
  const timer = setInterval(() => {
    if (Date.now() - startedAt < next) return;
    says(`  ${name.padEnd(12)} starting … ${seconds(startedAt)}`);
    next = next < 10_000 ? next * 2 : next + 10_000;
  }, 500);
  try {
    const result = await work();
    says(`  ${name.padEnd(12)} ${done} (${seconds(startedAt)})`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
