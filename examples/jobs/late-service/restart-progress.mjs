// How far the restart of the service is, kept in the job's own state folder between its runs.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.NIGHTSHIFT_JOB_STATE ?? '.state';
const file = join(folder, 'restart.json');
const callsWhileDown = 2;
const abandonedAfterMs = 15 * 60_000;

function read() {
  try {
    const known = JSON.parse(readFileSync(file, 'utf8'));
    return Date.now() - known.at < abandonedAfterMs ? known : { calls: 0 };
  } catch {
    return { calls: 0 };
  }
}

/** Counts this call; complete once the service has been called while it was down as often as it takes. */
export function countRun() {
  const { calls } = read();
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify({ calls: calls + 1, at: Date.now() }));
  return { complete: calls >= callsWhileDown };
}

/** The next night starts from the beginning. */
export const forget = () => rmSync(file, { force: true });
