import { categoryFits } from './categories.ts';
import type { KnowledgeEntry } from './types.ts';

export const portableFormat = 'nightshift-knowledge';
export const portableVersion = 1;

/** One move of an entry's confidence. */
export interface ConfidenceMove {
  readonly before: number;
  readonly after: number;
  readonly reason: string;
  readonly actor: string;
  readonly at: string;
}

/** How the entries of a knowledge base did. */
export interface KnowledgeMetrics {
  readonly entries: number;
  readonly uses: number;
  readonly successes: number;
  readonly failures: number;
  /** Successes among all outcomes; null without one. */
  readonly successRate: number | null;
  readonly averageConfidence: number | null;
  readonly byCategory: readonly {
    readonly category: string;
    readonly entries: number;
    readonly successes: number;
    readonly failures: number;
    readonly successRate: number | null;
    readonly averageConfidence: number;
  }[];
}

/** A knowledge base as a file: everything that an entry is, so that another installation can take it over without loss. */
export interface PortableKnowledge {
  readonly format: typeof portableFormat;
  readonly version: typeof portableVersion;
  readonly exportedAt: string;
  /** The installation that it comes from. */
  readonly source: string | null;
  readonly entries: readonly KnowledgeEntry[];
  readonly metrics?: KnowledgeMetrics;
  /** By entry id, oldest first. */
  readonly confidenceHistory?: Readonly<Record<string, readonly ConfidenceMove[]>>;
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000);
const average = (values: readonly number[]): number =>
  Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 10_000) / 10_000;
const total = (entries: readonly KnowledgeEntry[], field: 'uses' | 'successes' | 'failures'): number =>
  entries.reduce((sum, entry) => sum + entry[field], 0);

function totalsOf(entries: readonly KnowledgeEntry[]) {
  const [successes, failures] = [total(entries, 'successes'), total(entries, 'failures')];
  return { entries: entries.length, successes, failures, successRate: share(successes, successes + failures) };
}

/** Figures over the entries that are given, every one of which can be worked out again from them. */
export function metricsOf(entries: readonly KnowledgeEntry[]): KnowledgeMetrics {
  const byCategory = Map.groupBy(entries, ({ category }) => category ?? 'none');
  return {
    ...totalsOf(entries),
    uses: total(entries, 'uses'),
    averageConfidence: entries.length === 0 ? null : average(entries.map(({ confidence }) => confidence)),
    byCategory: [...byCategory]
      .map(([category, group]) => ({
        category,
        ...totalsOf(group),
        averageConfidence: average(group.map(({ confidence }) => confidence)),
      }))
      .toSorted((left, right) => right.entries - left.entries || left.category.localeCompare(right.category)),
  };
}

/** How to take over what another installation knows. */
export interface ImportOptions {
  /** Added to each confidence, e.g. -0.1: what works elsewhere need not work here. */
  readonly confidenceAdjustment: number;
  /** Only entries of these categories or causes; empty means all. */
  readonly types: readonly string[];
  /** Name of the installation that it comes from; noted with each entry. */
  readonly source: string | null;
}

export interface ImportPlan {
  readonly add: readonly KnowledgeEntry[];
  /** Here already, and the same. */
  readonly unchanged: readonly string[];
  /** Here already under the same id, and saying something else: left as they are. */
  readonly different: readonly { readonly id: string; readonly title: string }[];
  /** Left out by their type. */
  readonly filtered: number;
}

/** A confidence that was moved stays one. */
export const adjustConfidence = (confidence: number, by: number): number =>
  Math.round(Math.max(0, Math.min(1, confidence + by)) * 10_000) / 10_000;

/** Tag that tells where an entry comes from. */
export const sourceTag = (source: string): string => `from:${source.toLowerCase().replaceAll(/[^\p{L}\p{N}._/-]+/gu, '-')}`.slice(0, 60);

const isWanted = ({ category, cause }: KnowledgeEntry, types: readonly string[]): boolean =>
  types.length === 0 || types.some((type) => (category !== null && categoryFits(type, category)) || type.toUpperCase() === cause);

/** What a person would see as the same entry; figures and dates may have moved on. */
const saysOf = ({ title, symptom, solution, patterns, category, cause, action }: KnowledgeEntry): string =>
  JSON.stringify([title, symptom, solution, patterns, category, cause, action]);

/** An entry whose parent is neither here nor in the file stands on its own. */
function withParents(entries: readonly KnowledgeEntry[], here: ReadonlySet<string>): readonly KnowledgeEntry[] {
  const coming = new Set(entries.map(({ id }) => id));
  return entries.map((entry) =>
    entry.parentId === null || coming.has(entry.parentId) || here.has(entry.parentId) ? entry : { ...entry, parentId: null },
  );
}

/** Works out what an import adds. An entry keeps its id, so that importing a file twice adds nothing twice. */
export function planImport(
  incoming: readonly KnowledgeEntry[],
  existing: ReadonlyMap<string, KnowledgeEntry>,
  options: ImportOptions,
): ImportPlan {
  const unique = [...new Map(incoming.map((entry) => [entry.id, entry])).values()];
  const wanted = unique.filter((entry) => isWanted(entry, options.types));
  const known = wanted.flatMap((entry) => {
    const here = existing.get(entry.id);
    return here === undefined ? [] : [{ entry, same: saysOf(here) === saysOf(entry) }];
  });
  const tags = options.source === null ? [] : [sourceTag(options.source)];
  return {
    add: withParents(
      wanted.filter(({ id }) => !existing.has(id)),
      new Set(existing.keys()),
    ).map((entry) => ({
      ...entry,
      confidence: adjustConfidence(entry.confidence, options.confidenceAdjustment),
      tags: [...new Set([...entry.tags, ...tags])],
    })),
    unchanged: known.filter(({ same }) => same).map(({ entry }) => entry.id),
    different: known.filter(({ same }) => !same).map(({ entry }) => ({ id: entry.id, title: entry.title })),
    filtered: unique.length - wanted.length,
  };
}
