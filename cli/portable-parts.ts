import type { ImportAnswer, PortableAnswer } from '../api/schemas/portable.ts';

type Entry = PortableAnswer['entries'][number];

/** Characters that one request holds, with room below the server's limit. */
const largestPart = 400_000;

export const nothingImported: ImportAnswer = { added: 0, unchanged: 0, filtered: 0, different: [] };
export const addImports = (left: ImportAnswer, right: ImportAnswer): ImportAnswer => ({
  added: left.added + right.added,
  unchanged: left.unchanged + right.unchanged,
  filtered: left.filtered + right.filtered,
  different: [...left.different, ...right.different],
});

/** Parents before their children, so that no part asks for an entry of a later one. */
function parentsFirst(entries: readonly Entry[]): readonly Entry[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const done = new Set<string>();
  const ordered: Entry[] = [];
  const visit = (entry: Entry): void => {
    if (done.has(entry.id)) return;
    done.add(entry.id);
    const parent = typeof entry.parentId === 'string' ? byId.get(entry.parentId) : undefined;
    if (parent !== undefined) visit(parent);
    ordered.push(entry);
  };
  for (const entry of entries) visit(entry);
  return ordered;
}

/** Cuts an exported knowledge base into parts that fit a request; figures stay behind. */
export function partsOf({ metrics: _, entries, confidenceHistory, ...head }: PortableAnswer): readonly Omit<PortableAnswer, 'metrics'>[] {
  const parts: Entry[][] = [[]];
  let size = 0;
  const sizeOf = (entry: Entry): number => JSON.stringify([entry, confidenceHistory?.[entry.id] ?? null]).length;
  for (const entry of parentsFirst(entries)) {
    const own = sizeOf(entry);
    if (size > 0 && size + own > largestPart) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(entry);
    size += own;
  }
  return parts.map((part) => ({
    ...head,
    entries: part,
    ...(confidenceHistory === undefined
      ? {}
      : {
          confidenceHistory: Object.fromEntries(
            part.flatMap(({ id }) => (confidenceHistory[id] === undefined ? [] : [[id, confidenceHistory[id]]])),
          ),
        }),
  }));
}
