import { createRoute } from '@hono/zod-openapi';
import { inferCause } from '../../domain/knowledge/infer-cause.ts';
import { inheritFrom } from '../../domain/knowledge/inherit.ts';
import { tagsOf } from '../../domain/knowledge/search-terms.ts';
import { changeEntry, confirmEntry, retireEntry } from '../../store/knowledge/changes.ts';
import { addEntry, readParent } from '../../store/knowledge/entries.ts';
import { listEntries, readEntryDetail } from '../../store/reads/knowledge.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { checkedContent, givenOf, presentEntry } from '../knowledge.ts';
import { answer, body, createRouter, errors, IdParam, writeErrors } from '../router.ts';
import { ErrorBody, pageOf } from '../schemas/common.ts';
import { KnowledgeChange, KnowledgeDetail, KnowledgeEntryShape, KnowledgeListQuery, KnowledgeRequest } from '../schemas/knowledge.ts';

const tags = ['knowledge'];
const entryAnswer = (description: string) => answer(description, KnowledgeEntryShape);

/** Entries of the knowledge base: taught, read, changed, confirmed, discussed and rated. */
export function createKnowledgeRoutes({ transact, matcherFor, settings: { secrets } }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/kb',
        tags,
        summary: 'Entries, the newest change first',
        middleware: [need('viewer')],
        request: { query: KnowledgeListQuery },
        responses: { 200: answer('Entries', pageOf(KnowledgeEntryShape)), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const page = await transact(tenant, actor, (tx) => listEntries(tx, c.req.valid('query')));
        return c.json({ items: page.items.map(presentEntry), nextCursor: page.nextCursor }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/kb',
        tags,
        summary: 'Teach an entry',
        description:
          'Searches find it at once. What it leaves open comes from its parent; without tags or cause it gets those that its category and words tell.',
        middleware: [need('operator')],
        request: { body: body(KnowledgeRequest) },
        responses: { 201: entryAnswer('Kept'), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { state, provenance, ...given } = c.req.valid('json');
        const content = checkedContent({ ...givenOf(given), title: given.title }, secrets);
        const entry = {
          ...content,
          tags: content.tags ?? tagsOf([content.title, content.symptom ?? '', ...(content.patterns ?? [])].join('\n')),
          ...{ state: state ?? 'active', provenance: provenance ?? 'person', author: actor.name },
        };
        const added = await transact(tenant, actor, async (tx) => {
          const whole = inheritFrom(entry, entry.parentId ? await readParent(tx, entry.parentId) : null);
          return addEntry(tx, { ...whole, cause: whole.cause === undefined ? inferCause(whole, await matcherFor(tx)) : whole.cause });
        });
        return c.json(presentEntry(added), 201);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/kb/{id}',
        tags,
        summary: 'An entry with its comments and relatives',
        middleware: [need('viewer')],
        request: { params: IdParam },
        responses: { 200: answer('The entry', KnowledgeDetail), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { comments, parent, children, ...entry } = await transact(tenant, actor, (tx) =>
          readEntryDetail(tx, c.req.valid('param').id),
        );
        return c.json({ ...presentEntry(entry), comments, parent, children }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/kb/{id}',
        tags,
        summary: 'Change an entry',
        description: 'Only what is given changes. `version` is the one that was read.',
        middleware: [need('operator')],
        request: { params: IdParam, body: body(KnowledgeChange) },
        responses: { 200: entryAnswer('Changed'), ...writeErrors, 412: answer('Changed by somebody else meanwhile', ErrorBody) },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { version, ...given } = c.req.valid('json');
        const change = checkedContent(givenOf(given), secrets);
        return c.json(presentEntry(await transact(tenant, actor, (tx) => changeEntry(tx, c.req.valid('param').id, version, change))), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/api/kb/{id}',
        tags,
        summary: 'Retire an entry',
        description: 'It is used no more, and stays readable.',
        middleware: [need('operator')],
        request: { params: IdParam },
        responses: { 200: entryAnswer('Retired'), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json(presentEntry(await transact(tenant, actor, (tx) => retireEntry(tx, c.req.valid('param').id))), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/kb/{id}/confirm',
        tags,
        summary: 'Release a candidate, or bring a retired entry back',
        description: '`POST /api/kb/{id}/replay` shows before what it would change.',
        middleware: [need('operator')],
        request: { params: IdParam },
        responses: { 200: entryAnswer('Active'), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json(presentEntry(await transact(tenant, actor, (tx) => confirmEntry(tx, c.req.valid('param').id))), 200);
      },
    );
}
export type KnowledgeRoutes = ReturnType<typeof createKnowledgeRoutes>;
