import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that can be told from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in the units of the system. */
  readonly born: string;
  /** Machine, boot and process namespace in which the number means something. */
  readonly place: string;
}

interface ProcessEntry {
  readonly pid: number;
  readonly group: number;
  readonly born: string;
  readonly dead: boolean;
  readonly residentKb: number;
}

const linux = process.platform === 'linux';
const orNull = <Value>(read: () => Value): Value | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

let knownPlace: string | undefined;
/** The place of this process. */
export function currentPlace(): string {
  knownPlace ??= [
    hostname(),
    orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    orNull(() => readlinkSync('/proc/self/ns/pid')),
  ]
    .filter(Boolean)
    .join(' ');
  return knownPlace;
}

function readProc(pid: number): ProcessEntry | null {
  const stat = orNull(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid, group: Number(fields[2]), born: fields[19] ?? '', dead: 'ZX'.includes(fields[0] ?? 'X'), residentKb: 0 };
}

function residentKb(pid: number): number {
  const status = orNull(() => readFileSync(`/proc/${pid}/status`, 'utf8')) ?? '';
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
}

/** Systems without /proc: `ps` tells the same. */
function readPs(selection: readonly string[]): ProcessEntry[] {
  const text = orNull(() => execFileSync('ps', [...selection, '-o', 'pid=,pgid=,rss=,stat=,lstart='], { encoding: 'utf8' })) ?? '';
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length > 4)
    .map(([pid, group, resident, stat, ...born]) => ({
      pid: Number(pid),
      group: Number(group),
      born: born.join(' '),
      dead: (stat ?? 'Z').startsWith('Z'),
      residentKb: Number(resident),
    }));
}

const find = (pid: number): ProcessEntry | null => (linux ? readProc(pid) : (readPs(['-p', String(pid)])[0] ?? null));
const allPids = (): number[] => readdirSync('/proc').map(Number).filter(Number.isInteger);

/** The identity of a process of this machine, or null when it is gone. */
export function identify(pid: number): ProcessIdentity | null {
  const entry = find(pid);
  return entry === null || entry.dead ? null : { pid, born: entry.born, place: currentPlace() };
}

/** True while this very process runs; a later process with the same number does not count, nor does a process of another place. */
export function isRunning(known: ProcessIdentity): boolean {
  return known.place === currentPlace() && identify(known.pid)?.born === known.born;
}

/** The living members of a process group. */
function groupMembers(group: number): ProcessEntry[] {
  const entries = linux ? allPids().map(readProc) : readPs(['-A']);
  return entries.filter((entry) => entry !== null).filter((entry) => entry.group === group && !entry.dead);
}

/** Resident memory of a process group in megabytes. */
export function groupResidentMb(group: number): number {
  const kilobytes = groupMembers(group).map((entry) => (linux ? residentKb(entry.pid) : entry.residentKb));
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1024;
}

/** The processes whose environment holds `NAME=value`. Empty where the system does not show environments. */
export function processesWithVariable(variable: string): { readonly pid: number; readonly leadsGroup: boolean }[] {
  if (!linux) return [];
  return allPids().flatMap((pid) => {
    const environment = orNull(() => readFileSync(`/proc/${pid}/environ`, 'utf8'));
    if (environment === null || !environment.split('\0').includes(variable)) return [];
    const entry = readProc(pid);
    return entry === null || entry.dead ? [] : [{ pid, leadsGroup: entry.group === pid }];
  });
}

/** Sends a signal to a process, or to a group when the number is negative; nobody there is fine. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  orNull(() => process.kill(pid, signal));
}
