import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

/** Sends a signal and tells whether anybody was there to get it. A negative number means a process group. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function gone(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isAlive(identity)) {
    if (Date.now() >= deadline) return false;
    await delay(25);
  }
  return true;
}

/** A stopped process gets to see the request when it goes on, and nothing before it. */
function asked(identity: ProcessIdentity, graceMs: number): Promise<boolean> {
  send(identity.pid, 'SIGTERM');
  send(identity.pid, 'SIGCONT');
  return gone(identity, graceMs);
}

/**
 * Ends a process that leads a group: asks it first, then kills it together with what is left of its group.
 * With no grace it is killed at once. Does nothing when the number belongs to another process by now.
 * @returns how it ended
 */
export async function endProcess(identity: ProcessIdentity, graceMs: number): Promise<'absent' | 'ended' | 'killed'> {
  if (!isAlive(identity)) return 'absent';
  const ended = graceMs > 0 && (await asked(identity, graceMs));
  send(-identity.pid, 'SIGKILL');
  if (ended) return 'ended';
  send(identity.pid, 'SIGKILL');
  await gone(identity, 5_000);
  return 'killed';
}
