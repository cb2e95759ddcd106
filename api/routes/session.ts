import { createRoute } from '@hono/zod-openapi';
import type { Identity } from '../auth/identify.ts';
import { signInLocally } from '../auth/local-session.ts';
import type { ApiDeps } from '../deps.ts';
import { answer, createRouter, errors } from '../router.ts';
import { SessionShape } from '../schemas/operations.ts';

/** Who is signed in. On this machine, in development, asking signs in. */
export function createSessionRoutes(deps: ApiDeps, identity: Identity) {
  return createRouter().openapi(
    createRoute({
      method: 'get',
      path: '/api/session',
      tags: ['session'],
      summary: 'Who is signed in',
      description:
        'On the machine itself, in development, this signs in its admin: it sets a cookie and answers with the token that writes need in X-CSRF-Token.',
      responses: { 200: answer('The session', SessionShape), ...errors },
    }),
    async (c) => {
      const caller = c.get('caller');
      if (caller?.via === 'api-key')
        return c.json(
          { person: { id: caller.actor.id, name: caller.actor.name, role: caller.role }, csrfToken: '', tenant: caller.tenant },
          200,
        );
      const session = await identity.session(c);
      if (session !== null) return c.json({ person: session.person, csrfToken: session.csrfToken, tenant: session.tenant }, 200);
      return c.json(await signInLocally(deps, c), 200);
    },
  );
}
export type SessionRoutes = ReturnType<typeof createSessionRoutes>;
