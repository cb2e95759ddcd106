import type { z } from '@hono/zod-openapi';
import type { KnowledgeEntryShape } from '../api/schemas/knowledge.ts';
import type { Client } from './client.ts';
import { CliError, exitCodes } from './exit-codes.ts';

export type Entry = z.infer<typeof KnowledgeEntryShape>;

const plain = (text: string): string => text.trim().toLowerCase().replaceAll(/\s+/g, ' ');

/** Every entry that is not retired. */
async function* allEntries(client: Client): AsyncGenerator<Entry> {
  let cursor: string | undefined;
  do {
    const page = await client.get<{ items: Entry[]; nextCursor: string | null }>('/api/kb', { limit: 200, cursor });
    yield* page.items.filter(({ state }) => state !== 'retired');
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** The entry that a person means by its id, one of its patterns, or its title. @throws CliError when there is none, or several */
export async function findEntry(client: Client, meant: string): Promise<Entry> {
  if (/^kb_\S+$/.test(meant)) return client.get<Entry>(`/api/kb/${encodeURIComponent(meant)}`);
  const found: Entry[] = [];
  for await (const entry of allEntries(client))
    if ([entry.title, ...entry.patterns].some((text) => plain(text) === plain(meant))) found.push(entry);
  const [entry] = found;
  if (entry === undefined) throw new CliError(exitCodes.notFound, `No entry has the title, pattern or id "${meant}"`);
  if (found.length > 1)
    throw new CliError(
      exitCodes.conflict,
      `"${meant}" could be ${found.map(({ id, title }) => `${id} (${title})`).join(', ')}: name the id`,
    );
  return entry;
}
