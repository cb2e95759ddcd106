import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { MikroORM } from '@mikro-orm/postgresql';
import { openDatabase } from '../../store/database.ts';
import { createTransact, type Transact } from '../../store/tx.ts';

/** A fresh, migrated database of its own. */
export interface TestDatabase {
  readonly url: string;
  readonly kind: 'postgres' | 'embedded';
  readonly orm: MikroORM;
  readonly transact: Transact;
  close(): Promise<void>;
}

/** On the PostgreSQL server that `TEST_DATABASE_URL` names, or else on an embedded one inside this process. */
export async function openTestDatabase({ pool = 8 }: { readonly pool?: number } = {}): Promise<TestDatabase> {
  const place = await openEmptyDatabase(20);
  const orm = await openDatabase({ url: place.url, pool });
  await orm.migrator.up();
  return {
    url: place.url,
    kind: place.kind,
    orm,
    transact: createTransact(orm),
    close: async () => {
      await orm.close(true);
      await place.close();
    },
  };
}

/** A fresh database without tables, e.g. to stand for somebody else's. */
export function openEmptyDatabase(mostConnections = 100): Promise<Pick<TestDatabase, 'url' | 'kind' | 'close'>> {
  const server = process.env['TEST_DATABASE_URL'];
  return server === undefined ? embeddedPlace(mostConnections) : postgresPlace(server);
}

async function embeddedPlace(maxConnections: number) {
  const directory = mkdtempSync(join(tmpdir(), 'nightshift-db-'));
  const db = await PGlite.create({ extensions: { vector } });
  const server = new PGLiteSocketServer({ db, path: join(directory, '.s.PGSQL.5432'), maxConnections });
  await server.start();
  return {
    url: `postgres://postgres@localhost/postgres?host=${directory}`,
    kind: 'embedded' as const,
    close: async () => {
      await server.stop();
      await db.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function postgresPlace(server: string) {
  const name = `nightshift_test_${randomBytes(6).toString('hex')}`;
  const admin = await openDatabase({ url: server, pool: 1 });
  await admin.em.getConnection().execute(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    kind: 'postgres' as const,
    close: async () => {
      await admin.em.getConnection().execute(`drop database if exists ${name} with (force)`);
      await admin.close(true);
    },
  };
}
