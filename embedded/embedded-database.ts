import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { databasePlace } from './database-place.ts';
import { acquireLock } from './state-lock.ts';

/** A database that this process owns and serves to others. */
export interface EmbeddedDatabase {
  readonly url: string;
  /** Writes everything to disk, closes and frees the directory. */
  close(): Promise<void>;
}

/** All pools of all processes together stay below this. */
const maxConnections = 20;

async function serve(stateDirectory: string, loopbackPort: number | undefined): Promise<EmbeddedDatabase> {
  const place = databasePlace(stateDirectory, loopbackPort);
  const dataDirectory = join(stateDirectory, 'database');
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  chmodSync(dataDirectory, 0o700);
  const database = await PGlite.create({ dataDir: dataDirectory, extensions: { vector } });
  if (place.socket !== undefined) rmSync(place.socket, { force: true });
  const server = new PGLiteSocketServer({ db: database, path: place.socket, host: '127.0.0.1', port: place.port, maxConnections });
  await server.start();
  return {
    url: place.url,
    async close() {
      await server.stop();
      await database.exec('CHECKPOINT');
      await database.close();
      if (place.socket !== undefined) rmSync(place.socket, { force: true });
    },
  };
}

/**
 * Opens the database of a state directory and serves it on a socket.
 * @throws StartError when another process has it open: two openers would lose data without a word
 */
export async function openEmbeddedDatabase(stateDirectory: string, loopbackPort?: number): Promise<EmbeddedDatabase> {
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const lock = acquireLock(
    join(stateDirectory, 'database.lock'),
    (holder) =>
      `The database in ${stateDirectory} is already open in ${holder}. Only one process may open it; end that one or use another STATE_DIR.`,
  );
  try {
    const database = await serve(stateDirectory, loopbackPort);
    return { url: database.url, close: () => database.close().finally(lock.release) };
  } catch (problem) {
    lock.release();
    throw problem;
  }
}
