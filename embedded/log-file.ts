import { closeSync, copyFileSync, fstatSync, openSync, readSync, statSync, truncateSync } from 'node:fs';

/** A log never takes more than about twice this: the file itself and the one before it (`.1`). */
export const logLimitBytes = 10 * 1024 * 1024;

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** Moves a log that has grown too large to `FILE.1` and empties it in place, so that its writers need not know. */
export function trimLog(file: string, limitBytes = logLimitBytes): void {
  if (sizeOf(file) <= limitBytes) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
}

/** Opens a log for a child to append to. */
export function openLog(file: string, limitBytes = logLimitBytes): { readonly descriptor: number; readonly size: number } {
  trimLog(file, limitBytes);
  const descriptor = openSync(file, 'a', 0o600);
  return { descriptor, size: fstatSync(descriptor).size };
}

/** The log's text from a position on, at most 256 KB of it. */
export function readLog(file: string, from = 0): string {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.max(0, Math.min(fstatSync(descriptor).size - from, 262_144)));
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, from));
  } finally {
    closeSync(descriptor);
  }
}

/** The last lines that a child wrote since a position, for a message that says why it ended. */
export function lastLines(file: string, from: number, count = 12): string {
  const start = Math.max(from, sizeOf(file) - 16_384);
  const lines = sizeOf(file) > start ? readLog(file, start).trimEnd().split('\n') : [];
  return lines
    .slice(-count)
    .map((line) => `    ${line.slice(0, 400)}`)
    .join('\n');
}
