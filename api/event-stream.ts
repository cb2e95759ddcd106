import type { SSEStreamingApi } from 'hono/streaming';
import type { FeedLine } from '../store/reads/record.ts';
import type { EventFeed } from './event-feed.ts';

const heartbeatMs = 15_000;
/** A client that reads so slowly that more than this waits is let go; it comes back with its last id. */
const mostWaiting = 5000;

/** True when the line comes after the cursor in the feed's order. */
function isAfter(line: FeedLine, cursor: string): boolean {
  const [leftXid = '0', leftId = '0'] = line.cursor.split('-');
  const [rightXid = '0', rightId = '0'] = cursor.split('-');
  return BigInt(leftXid) === BigInt(rightXid) ? BigInt(leftId) > BigInt(rightId) : BigInt(leftXid) > BigInt(rightXid);
}

const event = (line: FeedLine) => ({ event: 'record', id: line.cursor, data: JSON.stringify(line) });

/** Lines that arrive while others are written. */
class Waiting {
  readonly lines: FeedLine[] = [];
  overrun = false;
  #wake: () => void = () => undefined;

  readonly hear = (lines: readonly FeedLine[]): void => {
    this.overrun ||= this.lines.length + lines.length > mostWaiting;
    if (!this.overrun) this.lines.push(...lines);
    this.wake();
  };

  wake(): void {
    this.#wake();
  }

  /** Resolves at the next line or wake-up, false when neither came in time. */
  next(withinMs: number): Promise<boolean> {
    if (this.lines.length > 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), withinMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}

/** Writes what was missed since `since` and then every new line, until the client leaves or the server stops. */
export async function streamEvents(
  stream: SSEStreamingApi,
  feed: EventFeed,
  { tenant, since, shutdown }: { readonly tenant: string; readonly since: string | undefined; readonly shutdown: AbortSignal },
): Promise<void> {
  const waiting = new Waiting();
  const wake = () => waiting.wake();
  stream.onAbort(wake);
  shutdown.addEventListener('abort', wake, { once: true });
  // First listen, then look back: what is written in between is heard twice and told once.
  const stop = await feed.listen(tenant, waiting.hear);
  try {
    await stream.write(': connected\n\n');
    let last = since ?? '0-0';
    const tell = async (line: FeedLine) => {
      if (!isAfter(line, last)) return;
      await stream.writeSSE(event(line));
      last = line.cursor;
    };
    const missed = since === undefined ? [] : await feed.replay(tenant, since);
    if (missed === null) await stream.writeSSE({ event: 'reset', data: '{}' });
    for (const line of missed ?? []) await tell(line);
    while (!stream.aborted && !shutdown.aborted && !waiting.overrun) {
      const line = waiting.lines.shift();
      if (line !== undefined) await tell(line);
      else if (!(await waiting.next(heartbeatMs))) await stream.write(': heartbeat\n\n');
    }
  } finally {
    stop();
    shutdown.removeEventListener('abort', wake);
  }
}
