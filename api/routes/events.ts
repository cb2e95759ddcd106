import { createRoute, z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { callerOf, need } from '../auth/need.ts';
import { invalidField } from '../errors.ts';
import type { EventFeed } from '../event-feed.ts';
import { streamEvents } from '../event-stream.ts';
import { createRouter, errors } from '../router.ts';

/** Live changes as server-sent events. `shutdown` ends every stream, for they never end by themselves. */
export function createEventRoutes(feed: EventFeed, shutdown: AbortSignal) {
  return createRouter().openapi(
    createRoute({
      method: 'get',
      path: '/api/events',
      tags: ['events'],
      summary: 'Lines of the record as they come (server-sent events)',
      middleware: [need('viewer')],
      description: 'Events named `record`; `Last-Event-ID` (or `?after=`) resumes. `reset` means: too much was missed, load again.',
      request: { query: z.object({ after: z.string().max(60).optional() }) },
      responses: { 200: { description: 'A stream', content: { 'text/event-stream': { schema: z.string() } } }, ...errors },
    }),
    async (c) => {
      const { tenant } = callerOf(c);
      const since = c.req.header('last-event-id') || c.req.valid('query').after;
      if (since !== undefined && !/^\d{1,19}-\d{1,18}$/.test(since))
        throw invalidField('Last-Event-ID', 'must be the id of an earlier event');
      c.header('X-Accel-Buffering', 'no');
      return streamSSE(
        c,
        (stream) => streamEvents(stream, feed, { tenant, since, shutdown }),
        async (error) => c.get('log')?.warn({ event: 'stream-ended', reason: error.message }),
      ) as never;
    },
  );
}
export type EventRoutes = ReturnType<typeof createEventRoutes>;
