import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { endProcess } from './end-process.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';

/** One process of the stack, as it stands in `processes.json`. */
export interface RegisteredProcess extends ProcessIdentity {
  readonly name: string;
}

/** The process that ends the others when the supervisor dies. Ended first at the next start, so that two do not do the same work. */
export const watchdogName = 'watchdog';

const isRegistered = (value: unknown): value is RegisteredProcess => {
  const entry = value as Partial<RegisteredProcess> | null;
  return typeof entry?.name === 'string' && Number.isInteger(entry.pid) && typeof entry.started === 'string';
};

/** What the file lists. A missing or broken file lists nothing. */
export function readProcesses(file: string): RegisteredProcess[] {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(content) ? content.filter(isRegistered) : [];
  } catch {
    return [];
  }
}

/** The running processes of one stack, on disk after every change, so that the next start can find what a dead supervisor left. */
export class ProcessRegistry {
  readonly #file: string;
  readonly #running = new Map<string, RegisteredProcess>();

  constructor(file: string) {
    this.#file = file;
  }

  add(name: string, pid: number): void {
    const identity = identify(pid);
    if (identity === undefined) return;
    this.#running.set(name, { name, ...identity });
    this.#save();
  }

  remove(name: string): void {
    if (this.#running.delete(name)) this.#save();
  }

  #save(): void {
    const temporary = `${this.#file}.new`;
    writeFileSync(temporary, `${JSON.stringify([...this.#running.values()], null, 2)}\n`);
    renameSync(temporary, this.#file);
  }
}

const lastStartedFirst = (processes: readonly RegisteredProcess[]): RegisteredProcess[] =>
  processes.toReversed().sort((left, right) => Number(right.name === watchdogName) - Number(left.name === watchdogName));

/**
 * Ends the processes in the file that still live, the last started first. A process counts only when its start time matches too.
 * @returns the names of those that had to be ended
 */
export async function endLeftovers(file: string, { graceMs = 5_000, except = 0 } = {}): Promise<string[]> {
  const ended: string[] = [];
  for (const leftover of lastStartedFirst(readProcesses(file))) {
    if (leftover.pid === except) continue;
    const result = await endProcess(leftover, leftover.name === watchdogName ? 0 : graceMs);
    if (result !== 'absent' && leftover.name !== watchdogName) ended.push(leftover.name);
  }
  return ended;
}
