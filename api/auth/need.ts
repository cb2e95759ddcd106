import type { Context, MiddlewareHandler } from 'hono';
import type { Role } from '../../domain/people/actor.ts';
import type { ApiEnv, Caller } from '../env.ts';
import { AppError } from '../errors.ts';

/** Roles in the order of what they may do. An application owner is not among them: nothing is shown until it is limited to its applications. */
const ranks: Readonly<Partial<Record<Role, number>>> = { viewer: 1, operator: 2, approver: 3, admin: 4 };

/** Whether a role covers what another one may do. */
export const covers = (role: Role, needed: Role): boolean => (ranks[role] ?? 0) >= (ranks[needed] ?? Number.POSITIVE_INFINITY);

/** Lets only callers through whose role covers the needed one. */
export const need =
  (role: Role): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const caller = callerOf(c);
    if (!covers(caller.role, role)) throw new AppError('forbidden', `This needs the role ${role}; you have ${caller.role}`);
    await next();
  };

/** The caller of a route that needs one. @throws AppError unauthenticated */
export function callerOf(c: Context<ApiEnv>): Caller {
  const caller = c.get('caller');
  if (caller === undefined)
    throw new AppError(
      'unauthenticated',
      'Send an API key as "Authorization: Bearer nsk_…" or X-API-Key, or sign in by GET /api/session on this machine',
      {
        headers: { 'WWW-Authenticate': 'Bearer' },
      },
    );
  return caller;
}
