/** Words that say the same in names of categories. */
const alike: Readonly<Record<string, string>> = {
  db: 'database',
  connection: 'connectivity',
  connections: 'connectivity',
  mem: 'memory',
  auth: 'authentication',
  config: 'configuration',
  net: 'network',
};

const wordsOf = (name: string): readonly string[] =>
  name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => alike[word] ?? word);

/** A category as a key: `Database-Connectivity` and `db connection` are the same one. */
export const categoryKey = (name: string): string => wordsOf(name).join('_');

/** Whether what was found is what is meant: the same category, or a more precise one (`network_connectivity` is `connectivity`). */
export function categoryFits(wanted: string, found: string): boolean {
  const asked = wordsOf(wanted);
  const had = new Set(wordsOf(found));
  return asked.length > 0 && asked.every((word) => had.has(word));
}
