import { createRoute, z } from '@hono/zod-openapi';
import { listOutbox } from '../../store/reads/outbox.ts';
import { callerOf, need } from '../auth/need.ts';
import { listCaughtMails, readCaughtMail } from '../caught-mails.ts';
import type { ApiDeps } from '../deps.ts';
import { AppError, invalidField } from '../errors.ts';
import { answer, createRouter, errors, IdParam } from '../router.ts';
import { pageOf } from '../schemas/common.ts';
import { CaughtMail, OutboxItem } from '../schemas/operations.ts';

const Query = z.object({ cursor: z.string().max(600).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });
const noCatcher = 'There is no mail catcher: mails go to a real server';

/** The mails: what was to be sent, and what the embedded catcher received. */
export function createOutboxRoutes({ transact, settings }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/outbox',
        tags: ['outbox'],
        summary: 'Mails that were to be sent, newest first',
        middleware: [need('viewer')],
        request: { query: Query.extend({ incident: z.string().max(100).optional() }) },
        responses: { 200: answer('A page', pageOf(OutboxItem)), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { cursor, limit, incident } = c.req.valid('query');
        const page = await transact(tenant, actor, (tx) => listOutbox(tx, { cursor, limit, incidentId: incident }));
        return c.json({ items: [...page.items], nextCursor: page.nextCursor }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/outbox/caught',
        tags: ['outbox'],
        summary: 'Mails that the embedded catcher received, newest first',
        middleware: [need('viewer')],
        request: { query: Query },
        responses: { 200: answer('A page', pageOf(CaughtMail).extend({ note: z.string().nullable() })), ...errors },
      }),
      async (c) => {
        if (settings.mailCatcherUrl === null) return c.json({ items: [], nextCursor: null, note: noCatcher }, 200);
        const page = await listCaughtMails(settings.mailCatcherUrl, { cursor: undefined, ...c.req.valid('query') });
        if (page === null) throw invalidField('cursor', 'must be the nextCursor of an earlier answer');
        return c.json({ ...page, note: null }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/outbox/caught/{id}',
        tags: ['outbox'],
        summary: 'One caught mail with its content',
        middleware: [need('viewer')],
        request: { params: IdParam },
        responses: { 200: answer('The mail', CaughtMail.extend({ text: z.string(), html: z.string() })), ...errors },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const mail = settings.mailCatcherUrl === null ? null : await readCaughtMail(settings.mailCatcherUrl, id);
        if (mail === null) throw new AppError('not-found', settings.mailCatcherUrl === null ? noCatcher : `There is no mail ${id}`);
        return c.json(mail, 200);
      },
    );
}
export type OutboxRoutes = ReturnType<typeof createOutboxRoutes>;
