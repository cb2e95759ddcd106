import {
  appendFileSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';

/**
 * A run's output file. The command writes to it directly, so it loses nothing when its watcher dies. A log over its
 * limit is trimmed in place while the command runs, and put together at the end: its head, a note, and its tail.
 */

const headShare = 0.25;
const copyBytes = 1 << 20;
const noteRoom = 300;
/** Between emptying a log and the last look at it the command may have written. */
const seam = '\n[nightshift: the log was trimmed here while the command wrote; a few lines may be missing]\n';
/** Where a trim keeps the end of what it took out, until the run has ended and the log is put together. */
export const trimmedTail = (log: string): string => `${log}.tail`;
const parts = (log: string) => ({ head: `${log}.head`, tail: trimmedTail(log), removed: `${log}.removed` });

/** Opens the log for the command: every write goes to the end, also after a trim. */
export const openOutput = (log: string): number => openSync(log, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, 0o600);

function readRange(file: number, from: number, to: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, to - from));
  let filled = 0;
  while (filled < buffer.length) {
    const count = readSync(file, buffer, filled, buffer.length - filled, from + filled);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}

const readPart = (path: string): Buffer => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
const removedBytes = (log: string): number => Number(readPart(parts(log).removed).toString() || 0);

/** Keeps a growing log small: saves its head once and its latest tail, then empties it. Does nothing below twice the limit. */
export function trimOutput(log: string, limitBytes: number): void {
  if (!existsSync(log) || statSync(log).size <= 2 * limitBytes) return;
  const { head, tail, removed } = parts(log);
  const file = openSync(log, 'r+');
  try {
    if (!existsSync(head)) writeFileSync(head, readRange(file, 0, Math.floor(limitBytes * headShare)));
    let end = fstatSync(file).size;
    writeFileSync(tail, readRange(file, end - limitBytes, end));
    for (let now = fstatSync(file).size; now > end; now = fstatSync(file).size) {
      appendFileSync(tail, readRange(file, end, now));
      end = now;
    }
    ftruncateSync(file, 0);
    writeFileSync(removed, String(removedBytes(log) + end));
  } finally {
    closeSync(file);
  }
}

function copyRange(from: number, start: number, end: number, to: number): void {
  for (let at = start; at < end; at += copyBytes) writeSync(to, readRange(from, at, Math.min(end, at + copyBytes)));
}

/** Brings an ended run's log below its limit, with a note in the middle of how much was cut. */
export function finishOutput(log: string, limitBytes: number): void {
  if (!existsSync(log)) return;
  const removed = removedBytes(log);
  const size = statSync(log).size;
  if (removed === 0 && size <= limitBytes + noteRoom) return;
  const headBytes = Math.floor(limitBytes * headShare);
  const tailBytes = limitBytes - headBytes;
  const file = openSync(log, 'r');
  const whole = openSync(`${log}.whole`, 'w', 0o600);
  try {
    const head = removed > 0 ? readPart(parts(log).head) : readRange(file, 0, headBytes);
    const earlier = readPart(parts(log).tail).subarray(-Math.max(1, tailBytes - size));
    const fromEarlier = size >= tailBytes || removed === 0 ? Buffer.alloc(0) : earlier;
    const start = Math.max(0, size - tailBytes);
    const cut = Math.max(0, removed + size - head.length - fromEarlier.length - (size - start));
    writeSync(whole, head);
    writeSync(whole, `\n[nightshift: about ${cut} bytes of output were cut here]\n`);
    writeSync(whole, fromEarlier);
    if (fromEarlier.length > 0 && size > 0) writeSync(whole, seam);
    copyRange(file, start, size, whole);
  } finally {
    closeSync(file);
    closeSync(whole);
  }
  renameSync(`${log}.whole`, log);
  for (const part of Object.values(parts(log))) rmSync(part, { force: true });
}
