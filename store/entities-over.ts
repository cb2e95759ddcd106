import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Kysely, PostgresDialect } from 'kysely';
import type { PoolClient } from 'pg';

/** An entity manager whose statements go through the open transaction's connection; `before` each of them what waits is sent. */
export function entitiesOver(orm: MikroORM, client: PoolClient, before: () => void): EntityManager {
  const query = async (...given: unknown[]): Promise<unknown> => (
    before(), (client.query as (...all: unknown[]) => unknown).apply(client, given)
  );
  const borrowed = { query, release: () => undefined };
  const connection = new Kysely({
    dialect: new PostgresDialect({ pool: { connect: async () => borrowed, end: async () => undefined } as never }),
  });
  const em = orm.em.fork({ clear: true });
  em.setTransactionContext(connection);
  return em as EntityManager;
}
