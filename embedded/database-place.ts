import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { StartError } from './environment.ts';

/** Where the embedded database listens, and the address that clients use. */
export interface DatabasePlace {
  readonly socket?: string;
  readonly port?: number;
  readonly url: string;
}

/** The name that PostgreSQL clients look for inside a directory. */
const socketName = '.s.PGSQL.5432';

/** The shortest limit of the systems we know (macOS takes 103 bytes). */
const longestSocketPath = 100;

const fits = (directory: string): boolean => Buffer.byteLength(join(directory, socketName)) <= longestSocketPath;

/** In the state directory, or, where its path is too long for a socket, in a directory of the system's temporary place named after it. */
function socketDirectory(stateDirectory: string): string {
  const inside = join(stateDirectory, 'socket');
  if (fits(inside)) return inside;
  const name = `nightshift-${userInfo().uid}-${createHash('sha256').update(stateDirectory).digest('hex').slice(0, 16)}`;
  return [join(tmpdir(), name), join('/tmp', name)].find(fits) ?? inside;
}

/** The database takes any password, so whoever reaches the socket is in: the directory is the access control. */
function claimDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const found = lstatSync(directory);
  if (!found.isDirectory() || found.uid !== userInfo().uid)
    throw new StartError(
      `${directory} is not a directory of yours, but the embedded database needs it for its socket. Remove it or choose another STATE_DIR.`,
    );
  chmodSync(directory, 0o700);
}

/**
 * A Unix socket that only this user can reach, or a loopback port where there are no such sockets.
 * The same state directory always gives the same place, so that clients survive a restart of the database.
 */
export function databasePlace(stateDirectory: string, loopbackPort?: number): DatabasePlace {
  if (loopbackPort !== undefined) return { port: loopbackPort, url: `postgres://postgres@127.0.0.1:${loopbackPort}/postgres` };
  const directory = socketDirectory(stateDirectory);
  claimDirectory(directory);
  return { socket: join(directory, socketName), url: `postgres://postgres@localhost:5432/postgres?host=${encodeURIComponent(directory)}` };
}
