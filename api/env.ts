import type { HttpBindings } from '@hono/node-server';
import type { Logger } from 'pino';
import type { Actor, Role } from '../domain/people/actor.ts';
import type { AppError } from './errors.ts';

/** Who calls. The tenant comes from the credential and from nowhere else. */
export interface Caller {
  readonly tenant: string;
  readonly actor: Actor;
  readonly role: Role;
  readonly via: 'api-key' | 'session' | 'signature';
}

/** What a request carries from middleware to route. */
export interface ApiEnv {
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    log: Logger | undefined;
    caller: Caller | undefined;
    /** Why the body could not be read; tells more than the validator that found out. */
    bodyProblem: AppError | undefined;
  };
}
