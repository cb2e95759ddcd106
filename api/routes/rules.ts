import { createRoute, z } from '@hono/zod-openapi';
import { patternCost } from '../../domain/diagnosis/pattern-cost.ts';
import { listRules, type RuleWithStatistics, readRule } from '../../store/reads/rules.ts';
import { createRule, removeRule, replaceRule, switchRule } from '../../store/rules.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { answer, body, createRouter, errors, writeErrors } from '../router.ts';
import { pageOf } from '../schemas/common.ts';
import { RuleQuery, RuleRequest, RuleShape, RuleSwitch, RuleUpdate, toContent } from '../schemas/rules.ts';

const RuleId = z.object({
  id: z
    .string()
    .min(1)
    .max(200)
    .openapi({ param: { name: 'id', in: 'path' }, description: 'A slash in it is written as %2F' }),
});
const VersionQuery = z.object({ version: z.coerce.number().int().min(0).optional() });
const stale = { 412: writeErrors[409] };

/** A rule as answers show it. */
const present = ({ rule, ...view }: RuleWithStatistics): RuleShape => ({
  ...view,
  ...rule,
  topics: [...view.topics],
  tags: [...view.tags],
  priority: rule.priority ?? 0,
  platforms: rule.platforms === undefined ? null : [...rule.platforms],
  advice: rule.advice ?? null,
  examples: view.examples.map((one) => ({ ...one })),
  cost: patternCost(rule.pattern).cost,
});

/** The rules that failures are diagnosed by: built in, the tenant's own, and its word on the built-in ones. */
export function createRuleRoutes({ transact }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/rules',
        tags: ['rules'],
        summary: 'List rules with how they have done',
        middleware: [need('viewer')],
        request: { query: RuleQuery },
        responses: { 200: answer('Rules, own ones first', pageOf(RuleShape)), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { cursor, limit, ...filter } = c.req.valid('query');
        const page = await transact(tenant, actor, (tx) => listRules(tx, filter, { limit, cursor }));
        return c.json({ items: page.items.map(present), nextCursor: page.nextCursor }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/rules',
        tags: ['rules'],
        summary: 'Add a rule',
        description: 'It is checked and tried on its examples before it is saved, and holds from the next failure on.',
        middleware: [need('approver')],
        request: { body: body(RuleRequest) },
        responses: { 201: answer('Added', RuleShape), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const content = toContent(c.req.valid('json'));
        return c.json(present(await transact(tenant, actor, async (tx) => readRule(tx, await createRule(tx, content)))), 201);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/rules/{id}',
        tags: ['rules'],
        summary: 'One rule',
        middleware: [need('viewer')],
        request: { params: RuleId },
        responses: { 200: answer('The rule', RuleShape), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json(present(await transact(tenant, actor, (tx) => readRule(tx, c.req.valid('param').id))), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/rules/{id}',
        tags: ['rules'],
        summary: 'Change a rule, or override a built-in one for this tenant',
        middleware: [need('approver')],
        request: { params: RuleId, body: body(RuleUpdate) },
        responses: { 200: answer('Changed', RuleShape), ...writeErrors, ...stale },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { id } = c.req.valid('param');
        const { version, ...given } = c.req.valid('json');
        const changed = await transact(tenant, actor, async (tx) => {
          await replaceRule(tx, id, version, toContent(given));
          return readRule(tx, id);
        });
        return c.json(present(changed), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/rules/{id}/state',
        tags: ['rules'],
        summary: 'Switch a rule on or off, a built-in one too',
        middleware: [need('approver')],
        request: { params: RuleId, body: body(RuleSwitch) },
        responses: { 200: answer('As it is now', RuleShape), ...writeErrors, ...stale },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { id } = c.req.valid('param');
        const { enabled, version } = c.req.valid('json');
        const changed = await transact(tenant, actor, async (tx) => {
          await switchRule(tx, id, enabled, version ?? null);
          return readRule(tx, id);
        });
        return c.json(present(changed), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/api/rules/{id}',
        tags: ['rules'],
        summary: 'Remove an own rule, or what was said over a built-in one',
        middleware: [need('approver')],
        request: { params: RuleId, query: VersionQuery },
        responses: { 200: answer('Removed', z.object({ id: z.string() })), ...writeErrors, ...stale },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { id } = c.req.valid('param');
        await transact(tenant, actor, (tx) => removeRule(tx, id, c.req.valid('query').version ?? null));
        return c.json({ id }, 200);
      },
    );
}
export type RuleRoutes = ReturnType<typeof createRuleRoutes>;
