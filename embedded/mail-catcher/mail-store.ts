import { mkdir, open, readdir, readFile, rename, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import { type MailSummary, summarize } from './read-mail.ts';

/** One accepted DATA: the envelope it came with and what its headers say. */
export interface CaughtMail extends MailSummary {
  readonly id: string;
  readonly receivedAt: string;
  /** Envelope addresses. */
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: number;
}

export interface MailStore {
  /** Resolves when the mail will survive a crash; only then may the sender be told that it was accepted. */
  add(mail: {
    readonly raw: Uint8Array;
    readonly from: string;
    readonly to: readonly string[];
    readonly receivedAt: string;
  }): Promise<CaughtMail>;
  /** Newest first; with `after`, the mails that follow that id in this order. */
  list(input: { readonly limit: number; readonly after: string | null }): readonly CaughtMail[];
  find(id: string): CaughtMail | null;
  readRaw(id: string): Promise<Buffer>;
  count(): number;
  close(): Promise<void>;
}

const indexName = 'index.jsonl';
const fileName = (id: string): string => `${id}.eml`;

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Reads the index, dropping a last line that a crash cut short: its mail was never confirmed. */
async function readIndex(file: string): Promise<CaughtMail[]> {
  const content = await readFile(file).catch(() => Buffer.alloc(0));
  const complete = content.subarray(0, content.lastIndexOf(0x0a) + 1);
  if (complete.length < content.length) await truncate(file, complete.length);
  const lines = complete.toString('utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as CaughtMail);
}

/** Removes mail files that no index line confirms. */
async function removeUnconfirmed(directory: string, known: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(directory)) {
    const isMail = name.endsWith('.eml') || name.endsWith('.partial');
    if (isMail && !known.has(name)) await rm(path.join(directory, name), { force: true });
  }
}

async function writeDurably(file: string, raw: Uint8Array): Promise<void> {
  const partial = `${file}.partial`;
  const handle = await open(partial, 'w');
  try {
    await handle.writeFile(raw);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, file);
}

/**
 * Opens the folder of caught mails. Every accepted DATA becomes a file of its own, duplicates included; its line in the
 * index, written and synced after the file, is what makes it accepted.
 */
export async function openMailStore(directory: string): Promise<MailStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const indexFile = path.join(directory, indexName);
  const mails = await readIndex(indexFile);
  await removeUnconfirmed(directory, new Set(mails.map(({ id }) => fileName(id))));
  const index = await open(indexFile, 'a', 0o600);
  const positions = new Map(mails.map(({ id }, position) => [id, position]));
  let lastNumber = mails.reduce((largest, { id }) => Math.max(largest, Number(id)), 0);
  let indexBytes = (await index.stat()).size;
  let writing: Promise<unknown> = Promise.resolve();

  const confirm = async (mail: CaughtMail): Promise<CaughtMail> => {
    const line = Buffer.from(`${JSON.stringify(mail)}\n`);
    await syncDirectory(directory);
    try {
      await index.appendFile(line);
      await index.sync();
    } catch (error) {
      // Half a line, for instance on a full disk, would spoil the next one.
      await index.truncate(indexBytes);
      throw error;
    }
    indexBytes += line.length;
    positions.set(mail.id, mails.push(mail) - 1);
    return mail;
  };

  const add: MailStore['add'] = async ({ raw, ...envelope }) => {
    lastNumber += 1;
    const id = String(lastNumber).padStart(8, '0');
    const [summary] = await Promise.all([summarize(raw), writeDurably(path.join(directory, fileName(id)), raw)]);
    const confirmed = writing.then(() => confirm({ id, ...envelope, ...summary, bytes: raw.length }));
    writing = confirmed.catch(() => {});
    return confirmed;
  };

  return {
    add,
    list({ limit, after }) {
      const end = after === null ? mails.length : (positions.get(after) ?? 0);
      return mails.slice(Math.max(0, end - limit), end).reverse();
    },
    find: (id) => mails[positions.get(id) ?? -1] ?? null,
    readRaw: (id) => readFile(path.join(directory, fileName(id))),
    count: () => mails.length,
    async close() {
      await writing;
      await index.close();
    },
  };
}
