import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that is recognised again: its number alone may belong to a stranger after a while. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as this system tells it. Only good for comparing. */
  readonly started: string;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Start of this boot's life, so that clock ticks of two boots never look alike. */
const bootId = readText('/proc/sys/kernel/random/boot_id')?.slice(0, 8);

/** From `/proc/<pid>/stat`: the state is the third field, the start in ticks since boot the twenty-second. */
function startedFromProc(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${bootId}:${fields[19]}`;
}

function startedFromPs(pid: number): string | undefined {
  const { stdout, status } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' },
  });
  const line = (stdout ?? '').trim();
  return status !== 0 || line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
}

/** When the process started, or undefined when there is no such live process. */
export function startOf(pid: number): string | undefined {
  if (bootId === undefined) return startedFromPs(pid);
  const stat = readText(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : startedFromProc(stat);
}

/** The identity of a live process. */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started };
}

/** True while exactly this process lives, not just some process with its number. */
export const isAlive = (identity: ProcessIdentity): boolean => startOf(identity.pid) === identity.started;
