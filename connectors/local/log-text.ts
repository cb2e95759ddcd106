import { open, stat } from 'node:fs/promises';
import { hasCode } from './durable.ts';
import { trimmedTail } from './output.ts';

const tailBytes = 64 * 1024;
const errorTextLength = 8 * 1024;
const errorLines = 60;
const errorSign =
  /error|exception|traceback|fatal|panic|fail|denied|refused|caused by|out of memory|killed|timed? ?out|unable|cannot|could not/i;

interface FileEnd {
  readonly bytes: Buffer;
  readonly isCut: boolean;
  /** What tells this file from another of the same name; 0 when there is none. */
  readonly inode: number;
  readonly size: number;
}

/** The last bytes of a file; empty when there is none. */
async function readTail(path: string): Promise<FileEnd> {
  try {
    const file = await open(path, 'r');
    try {
      const { size, ino } = await file.stat();
      const from = Math.max(0, size - tailBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      return { bytes: buffer.subarray(0, bytesRead), isCut: from > 0, inode: ino, size };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { bytes: Buffer.alloc(0), isCut: false, inode: 0, size: 0 };
    throw error;
  }
}

/** True when the log that was read has since been emptied or put together, so that what belongs before it may have been missed. */
async function wasReplaced(log: string, read: FileEnd): Promise<boolean> {
  const now = await stat(log).catch(() => null);
  return (now?.ino ?? 0) !== read.inode || (now?.size ?? 0) < read.size;
}

/** A cut may fall into the middle of a character: the rest of it is not an error of the job. */
function fromWholeCharacter(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return start > 0 && start < 4 ? bytes.subarray(start) : bytes;
}

/** Text of any bytes: what is not UTF-8 is replaced, control characters are removed, and a note tells how many. */
export function cleanText(bytes: Buffer): string {
  const decoded = bytes.toString('utf8');
  const replaced = decoded.match(/�/g)?.length ?? 0;
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  const clean = decoded.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/g, '');
  const removed = decoded.length - clean.length;
  const notes = [
    removed > 0 ? `${removed} control characters removed` : '',
    replaced > 0 ? `${replaced} invalid UTF-8 sequences replaced` : '',
  ].filter(Boolean);
  return notes.length === 0 ? clean : `[nightshift: ${notes.join(', ')}]\n${clean}`;
}

/** The end of a run's output, at most 64 KB, as clean text. What a trim took out of the log shortly before belongs to it; a log that is replaced meanwhile is read again, `looks` times at most. */
export async function readLogTail(log: string, looks = 5): Promise<string> {
  const last = await readTail(log);
  const { bytes, isCut } = last;
  const missing = tailBytes - bytes.length;
  const earlier = isCut || missing === 0 ? null : await readTail(trimmedTail(log));
  if (looks > 1 && (await wasReplaced(log, last))) return await readLogTail(log, looks - 1);
  if (earlier === null || earlier.bytes.length === 0) return cleanText(isCut ? fromWholeCharacter(bytes) : bytes);
  return cleanText(Buffer.concat([fromWholeCharacter(earlier.bytes.subarray(-missing)), bytes]));
}

const keepEnd = (text: string, length: number): string => (text.length <= length ? text : text.slice(-length));

/** The last lines of the output, and the last telling one before them when they tell nothing. */
function rootErrorArea(logTail: string, length: number): string {
  const lines = logTail
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const last = lines.slice(-errorLines);
  if (last.some((line) => errorSign.test(line))) return keepEnd(last.join('\n'), length);
  const telling = lines.findLastIndex((line) => errorSign.test(line));
  if (telling < 0) return keepEnd(last.join('\n'), length);
  const area = lines
    .slice(Math.max(0, telling - 5), telling + 5)
    .join('\n')
    .slice(0, length / 2);
  return `${area}\n[…]\n${keepEnd(last.join('\n'), length - area.length - 5)}`;
}

/** The text that a diagnosis starts from, at most 8 KB: the platform's own sentence, then the part of the output around the error. */
export function errorTextOf(message: string | null, logTail: string): string {
  const head = message === null ? '' : `${message}\n`;
  return `${head}${rootErrorArea(logTail, errorTextLength - head.length)}`.trimEnd();
}
