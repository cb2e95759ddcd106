import { createRoute, z } from '@hono/zod-openapi';
import { type ApiKeyRow, listApiKeys, revokeApiKey, saveApiKey } from '../../store/api-keys.ts';
import { makeApiKey } from '../auth/api-key.ts';
import type { Identity } from '../auth/identify.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { invalidField } from '../errors.ts';
import { answer, body, createRouter, errors, IdParam, writeErrors } from '../router.ts';
import { KeyRequest, KeyShape, NewKey } from '../schemas/operations.ts';

const present = ({ id, name, role, createdAt, createdBy, lastUsedAt, expiresAt, revokedAt }: ApiKeyRow) => ({
  id,
  name,
  role,
  createdAt,
  createdBy,
  lastUsedAt,
  expiresAt,
  revokedAt,
});

/** Keys for programs. */
export function createKeyRoutes({ transact, now }: ApiDeps, identity: Identity) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/keys',
        tags: ['keys'],
        summary: 'List API keys',
        middleware: [need('admin')],
        responses: { 200: answer('All of them, newest first', z.object({ items: z.array(KeyShape) })), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json({ items: (await transact(tenant, actor, listApiKeys)).map(present) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/keys',
        tags: ['keys'],
        summary: 'Create an API key',
        description: 'The key is shown once, here.',
        middleware: [need('admin')],
        request: { body: body(KeyRequest) },
        responses: { 201: answer('The new key', NewKey), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { name, role, expiresAt } = c.req.valid('json');
        if (role === 'application_owner')
          throw invalidField('role', 'application_owner cannot be given to a key: it belongs to a person and their applications');
        if (expiresAt !== undefined && Date.parse(expiresAt) <= now().getTime()) throw invalidField('expiresAt', 'must be in the future');
        const made = makeApiKey();
        const row = await transact(tenant, actor, (tx) =>
          saveApiKey(tx, { id: made.id, hash: made.hash, name, role, expiresAt: expiresAt ?? null }),
        );
        return c.json({ ...present(row), key: made.key }, 201);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/api/keys/{id}',
        tags: ['keys'],
        summary: 'Revoke an API key',
        middleware: [need('admin')],
        request: { params: IdParam },
        responses: { 200: answer('The revoked key', KeyShape), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const row = await transact(tenant, actor, (tx) => revokeApiKey(tx, c.req.valid('param').id));
        identity.forgetKey(row.id);
        return c.json(present(row), 200);
      },
    );
}
export type KeyRoutes = ReturnType<typeof createKeyRoutes>;
