import { workflowActor } from '../domain/people/actor.ts';
import { type FeedLine, readFeed, readFeedEnd } from '../store/reads/record.ts';
import type { ApiDeps } from './deps.ts';

const pollMs = 1000;
const linesAPoll = 500;
/** A client that was away longer than this many lines reloads instead. */
const mostReplayed = 2000;

/** Live lines of the record, read once per process and tenant, however many clients listen. */
export interface EventFeed {
  /** Hears every line from the moment on that this resolves. @returns how to stop listening */
  listen(tenant: string, hear: (lines: readonly FeedLine[]) => void): Promise<() => void>;
  /** Lines after a cursor that a client was at; null when it is too far back. */
  replay(tenant: string, cursor: string): Promise<readonly FeedLine[] | null>;
  close(): void;
}

interface Channel {
  readonly listeners: Set<(lines: readonly FeedLine[]) => void>;
  /** Where the channel has come to; known once `begun`. */
  cursor: string;
  readonly begun: Promise<void>;
}

export function createEventFeed({ transact, log }: Pick<ApiDeps, 'transact' | 'log'>): EventFeed {
  const channels = new Map<string, Channel>();
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const poll = async (tenant: string, channel: Channel): Promise<void> => {
    await channel.begun;
    const from = channel.cursor;
    const lines = await transact(tenant, workflowActor, (tx) => readFeed(tx, from, linesAPoll));
    channel.cursor = lines.at(-1)?.cursor ?? from;
    if (lines.length > 0) for (const hear of channel.listeners) hear(lines);
  };

  const tick = async (): Promise<void> => {
    for (const [tenant, channel] of channels) {
      try {
        await poll(tenant, channel);
      } catch (error) {
        log.warn({ event: 'feed-poll-failed', tenant, reason: error instanceof Error ? error.message : String(error) });
      }
    }
    schedule();
  };
  const schedule = (): void => {
    timer = !closed && channels.size > 0 ? setTimeout(() => void tick(), pollMs) : undefined;
  };
  const open = (tenant: string): Channel => {
    const begun = transact(tenant, workflowActor, readFeedEnd).then((end) => {
      channel.cursor = end;
    });
    const channel: Channel = { listeners: new Set(), cursor: '0-0', begun };
    channels.set(tenant, channel);
    if (timer === undefined) schedule();
    return channel;
  };

  return {
    async listen(tenant, hear) {
      const channel = channels.get(tenant) ?? open(tenant);
      channel.listeners.add(hear);
      const stop = () => {
        channel.listeners.delete(hear);
        if (channel.listeners.size === 0 && channels.get(tenant) === channel) channels.delete(tenant);
      };
      try {
        await channel.begun;
      } catch (error) {
        stop();
        throw error;
      }
      return stop;
    },
    async replay(tenant, cursor) {
      const lines: FeedLine[] = [];
      for (let from = cursor; ; ) {
        const page = await transact(tenant, workflowActor, (tx) => readFeed(tx, from, linesAPoll));
        lines.push(...page);
        if (page.length < linesAPoll) return lines;
        if (lines.length >= mostReplayed) return null;
        from = page.at(-1)?.cursor ?? from;
      }
    },
    close() {
      closed = true;
      clearTimeout(timer);
      channels.clear();
    },
  };
}
