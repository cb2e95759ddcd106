import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './environment.ts';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

/** A held lock. The operating system frees it when the process ends in whatever way. */
export interface StateLock {
  readonly release: () => void;
}

/** Keeps the held ones from being collected as garbage, which would free their locks. */
const held = new Set<DatabaseSync>();

function readHolder(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

/** The holder writes its name just after it got the lock, hence the short wait. */
function findHolder(file: string): ProcessIdentity | undefined {
  for (let tries = 0; tries < 10; tries += 1) {
    const holder = readHolder(file);
    if (holder !== undefined && isAlive(holder)) return holder;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
  }
  return undefined;
}

/**
 * Takes an exclusive lock, or refuses at once. Node has no flock: an exclusive SQLite transaction on an empty file is
 * one that a SIGKILL frees too.
 * @param refusal completes the message, given the holder's process as text
 * @throws StartError naming the process that holds the lock
 */
export function acquireLock(file: string, refusal: (holder: string) => string): StateLock {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(file, { timeout: 0 });
  const holderFile = `${file}.holder`;
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (problem) {
    database.close();
    if (!/locked|busy/i.test(String(problem))) throw problem;
    const holder = findHolder(holderFile);
    throw new StartError(refusal(holder === undefined ? 'another process' : `process ${holder.pid}`));
  }
  held.add(database);
  writeFileSync(holderFile, JSON.stringify(identify(process.pid)));
  return {
    release: () => {
      if (!held.delete(database)) return;
      rmSync(holderFile, { force: true });
      database.close();
    },
  };
}
