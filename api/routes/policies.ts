import { createRoute, z } from '@hono/zod-openapi';
import { mergePolicies, type PolicyOverlay } from '../../domain/policy/default-policy.ts';
import { listPolicies, readPolicy, type PolicyScope as Scope, type PolicyRow as StoredPolicy, savePolicy } from '../../store/policies.ts';
import { findJobForPolicy, scopeExists } from '../../store/reads/scopes.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { AppError, invalidField } from '../errors.ts';
import { answer, body, createRouter, errors, writeErrors } from '../router.ts';
import { PolicyBody, PolicyRequest, PolicyRow, PolicyScope } from '../schemas/operations.ts';

/** The stored form is the contract's own: it was checked against the same schema when it came in. */
const asBody = (policy: PolicyOverlay) => policy as z.output<typeof PolicyBody>;
/** The schema drops no field, so what it let through is an overlay. */
const asOverlay = (given: z.output<typeof PolicyBody>) => given as PolicyOverlay;

const present = (row: StoredPolicy) => ({
  scope: row.scope,
  version: row.version,
  body: asBody(row.body),
  createdBy: row.createdBy,
  createdAt: row.createdAt,
  note: row.note,
});

/** What no single field can tell. @throws AppError invalid */
function checkWhole(given: PolicyOverlay, merged: { readonly escalateBelow: number; readonly actFrom: number }): void {
  if (merged.escalateBelow > merged.actFrom)
    throw invalidField('body.escalateBelow', `${merged.escalateBelow} would be above actFrom ${merged.actFrom}`);
  for (const [index, window] of (given.freezeWindows ?? []).entries())
    if (Date.parse(window.from) >= Date.parse(window.until))
      throw invalidField(`body.freezeWindows[${index}].until`, 'must be later than from');
}

/** Versioned behaviour: who is asked, how often is tried, when automation pauses. */
export function createPolicyRoutes({ transact, basePolicy }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/policies',
        tags: ['policies'],
        summary: 'The default policy and what was set over it',
        middleware: [need('viewer')],
        responses: { 200: answer('Policies', z.object({ default: PolicyBody, items: z.array(PolicyRow) })), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const rows = await transact(tenant, actor, listPolicies);
        return c.json({ default: asBody(basePolicy), items: rows.map(present) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/policies/effective',
        tags: ['policies'],
        summary: 'The policy that holds for a job, or for the tenant without one',
        middleware: [need('viewer')],
        request: { query: z.object({ job: z.string().max(500).optional().openapi({ description: 'Id or key of the job' }) }) },
        responses: {
          200: answer('The policy', z.object({ version: z.number(), policy: PolicyBody, job: z.string().nullable() })),
          ...errors,
        },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const asked = c.req.valid('query').job;
        const found = await transact(tenant, actor, async (tx) => {
          const job = asked === undefined ? null : await findJobForPolicy(tx, asked);
          if (asked !== undefined && job === null) throw new AppError('not-found', `There is no job ${asked}, or several have this key`);
          return { ...(await readPolicy(tx, basePolicy, job ?? { application: '', id: '' })), job: job?.id ?? null };
        });
        return c.json({ version: found.version, policy: asBody(found.policy), job: found.job }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/policies/{scope}',
        tags: ['policies'],
        summary: 'Set the policy of the tenant, an application or a job',
        middleware: [need('admin')],
        description: 'Replaces what was set for the scope. Earlier versions stay, for each decision names the one it used.',
        request: { params: z.object({ scope: PolicyScope }), body: body(PolicyRequest) },
        responses: { 200: answer('The new version', PolicyRow), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const scope = c.req.valid('param').scope as Scope;
        const request = c.req.valid('json');
        const overlay = asOverlay(request.body);
        const row = await transact(tenant, actor, async (tx) => {
          if (!(await scopeExists(tx, scope))) throw new AppError('not-found', `There is nothing named ${scope}`);
          const below = (await listPolicies(tx)).filter((one) => one.scope === 'tenant' && scope !== 'tenant').map((one) => one.body);
          checkWhole(overlay, mergePolicies(basePolicy, [...below, overlay]));
          const version = await savePolicy(tx, { scope, body: overlay, note: request.note ?? null });
          return (await listPolicies(tx)).find((one) => one.version === version);
        });
        if (row === undefined) throw new AppError('conflict', 'The policy was changed by somebody else at the same time');
        return c.json(present(row), 200);
      },
    );
}
export type PolicyRoutes = ReturnType<typeof createPolicyRoutes>;
