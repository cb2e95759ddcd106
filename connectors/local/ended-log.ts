import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunSummary } from '../contract.ts';
import { hasCode } from './durable.ts';

/** One line of the ended log. Lines are only ever appended, so a byte offset never skips a run that ends late. */
export interface EndedRun extends RunSummary {
  /** When the line was written; it may be later than the end of the run. */
  readonly recordedAt: string;
}

/** A line with the offset behind it. */
export interface EndedLine {
  readonly run: EndedRun;
  readonly next: number;
}

const blockBytes = 1 << 18;

/** Appends a run durably. The leading line break ends a line that a power cut may have torn. */
export async function appendEnded(path: string, run: EndedRun): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, 'a', 0o600);
  try {
    await handle.write(`\n${JSON.stringify(run)}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Size and identity of the log; another identity means that the state was replaced and offsets mean nothing. */
export async function describeLog(path: string): Promise<{ readonly id: string; readonly size: number }> {
  try {
    const { ino, birthtimeMs, size } = await stat(path);
    return { id: `${ino}-${Math.trunc(birthtimeMs)}`, size };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { id: 'none', size: 0 };
    throw error;
  }
}

function parseLine(text: string): EndedRun | null {
  if (text === '') return null;
  try {
    return JSON.parse(text) as EndedRun;
  } catch {
    return null;
  }
}

async function readBlock(path: string, from: number, length: number): Promise<Buffer> {
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return Buffer.alloc(0);
    throw error;
  }
}

/** The complete lines from an offset on, in the order of the log. */
export async function* readForward(path: string, from: number): AsyncGenerator<EndedLine> {
  let rest = Buffer.alloc(0);
  let start = from;
  for (;;) {
    const block = await readBlock(path, start + rest.length, blockBytes);
    if (block.length === 0) return;
    rest = Buffer.concat([rest, block]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const run = parseLine(rest.toString('utf8', 0, end));
      start += end + 1;
      rest = rest.subarray(end + 1);
      if (run !== null) yield { run, next: start };
    }
  }
}

/** The lines from the end backwards, each with the offset at which it begins. */
export async function* readBackward(path: string): AsyncGenerator<{ readonly run: EndedRun; readonly start: number }> {
  let start = (await describeLog(path)).size;
  let rest = Buffer.alloc(0);
  while (start > 0) {
    const length = Math.min(blockBytes, start);
    start -= length;
    rest = Buffer.concat([await readBlock(path, start, length), rest]);
    for (let cut = rest.lastIndexOf(10); cut >= 0; cut = rest.lastIndexOf(10)) {
      const run = parseLine(rest.toString('utf8', cut + 1));
      if (run !== null) yield { run, start: start + cut + 1 };
      rest = rest.subarray(0, cut);
    }
  }
}

/** The line of one run, or null when it has not ended. Searches the bytes first: most of the log is never parsed. */
export async function findEnded(path: string, runKey: string): Promise<EndedRun | null> {
  const needle = Buffer.from(JSON.stringify(runKey));
  let carried = Buffer.alloc(0);
  for (let from = 0; ; from += blockBytes) {
    const block = await readBlock(path, from, blockBytes);
    const text = Buffer.concat([carried, block]);
    for (let hit = text.indexOf(needle); hit >= 0; hit = text.indexOf(needle, hit + 1)) {
      const end = text.indexOf(10, hit);
      const run = end < 0 ? null : parseLine(text.toString('utf8', text.lastIndexOf(10, hit) + 1, end));
      if (run?.runKey === runKey) return run;
    }
    if (block.length < blockBytes) return null;
    carried = Buffer.from(text.subarray(text.lastIndexOf(10) + 1));
  }
}
