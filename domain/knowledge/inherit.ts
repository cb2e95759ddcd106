import type { KnowledgeContent } from './types.ts';

/** What a case of something more general has in common with it, unless it says otherwise. */
const inherited = ['category', 'cause', 'origin', 'action', 'severity', 'solution'] as const satisfies readonly (keyof KnowledgeContent)[];

type Inherited = (typeof inherited)[number];
type Open = { readonly [Name in Inherited]?: KnowledgeContent[Name] };

/** An entry with what it leaves open taken from its parent. What it names as none stays none. */
export const inheritFrom = <Entry extends Open>(entry: Entry, parent: Pick<KnowledgeContent, Inherited> | null): Entry =>
  parent === null
    ? entry
    : { ...entry, ...Object.fromEntries(inherited.filter((name) => entry[name] === undefined).map((name) => [name, parent[name]])) };
