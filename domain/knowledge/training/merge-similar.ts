import { categoryKey } from '../categories.ts';
import { cosine, embed } from '../embed.ts';
import type { Cleaned, CleaningChange } from './clean-training-data.ts';
import { patternKey, plainText, type TrainingData, type TrainingEntry } from './training-data.ts';

/** Entries nearer than this tell of the same failure. */
const sameFailure = 0.9;
/** Solutions nearer than this are one solution in other words. */
const sameSolution = 0.85;
/** So many entries of a category are compared with each other; the rest is left as it is. */
const mostCompared = 1_500;
const most = { patterns: 50, tags: 30 } as const;

interface Placed {
  readonly entry: TrainingEntry;
  readonly failure: Float32Array;
  readonly solution: Float32Array;
}

const place = (entry: TrainingEntry): Placed => ({
  entry,
  failure: embed([entry.title, entry.symptom, ...entry.patterns.map((pattern) => pattern.replaceAll(/[^\p{L}\p{N}]+/gu, ' '))].join('\n')),
  solution: embed(entry.solution),
});

const sharesPattern = (left: TrainingEntry, right: TrainingEntry): boolean => {
  const known = new Set(left.patterns.map(patternKey));
  return right.patterns.some((pattern) => known.has(patternKey(pattern)));
};

const solvesAlike = (left: Placed, right: Placed): boolean =>
  plainText(left.entry.solution) === plainText(right.entry.solution) || cosine(left.solution, right.solution) >= sameSolution;

/** A child is a case of its parent on purpose. */
const related = (left: TrainingEntry, right: TrainingEntry): boolean => left.parentId === right.id || right.parentId === left.id;

const isSimilar = (left: Placed, right: Placed): boolean =>
  !related(left.entry, right.entry) &&
  left.entry.cause === right.entry.cause &&
  left.entry.action === right.entry.action &&
  (sharesPattern(left.entry, right.entry) || cosine(left.failure, right.failure) >= sameFailure) &&
  solvesAlike(left, right);

/** Each pattern once, in the words of its first. */
const uniquePatterns = (patterns: readonly string[]): string[] => {
  const keys = patterns.map(patternKey);
  return patterns.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
};

const recordOf = ({ successes, failures }: TrainingEntry): number => successes + failures;
const byRecord = (left: TrainingEntry, right: TrainingEntry): number =>
  recordOf(right) - recordOf(left) || right.confidence - left.confidence || left.id.localeCompare(right.id);

const fieldsOf = ({ patterns, tags, uses, successes, failures }: TrainingEntry) => ({ patterns, tags, uses, successes, failures });

/** One entry of several: all patterns and tags, and the records added up. */
function merged(keep: TrainingEntry, others: readonly TrainingEntry[]): TrainingEntry {
  const all = [keep, ...others];
  const sum = (field: 'uses' | 'successes' | 'failures') => all.reduce((total, one) => total + one[field], 0);
  return {
    ...keep,
    patterns: uniquePatterns(all.flatMap(({ patterns }) => patterns)).slice(0, most.patterns),
    tags: [...new Set(all.flatMap(({ tags }) => tags))].slice(0, most.tags),
    uses: sum('uses'),
    successes: sum('successes'),
    failures: sum('failures'),
  };
}

/** Entries of one category in groups of the same failure with the same solution; a group's first is kept. */
function groupSimilar(entries: readonly TrainingEntry[]): readonly (readonly TrainingEntry[])[] {
  const groups: Placed[][] = [];
  for (const placed of entries.toSorted(byRecord).slice(0, mostCompared).map(place)) {
    const near = groups.find(([first]) => first !== undefined && isSimilar(first, placed));
    if (near === undefined) groups.push([placed]);
    else near.push(placed);
  }
  return groups.map((group) => group.map(({ entry }) => entry));
}

function changesOf(keep: TrainingEntry, others: readonly TrainingEntry[], whole: TrainingEntry): readonly CleaningChange[] {
  const step = 'mergeSimilarPatterns' as const;
  const kept: CleaningChange = { step, kind: 'entry', id: keep.id, before: fieldsOf(keep), after: fieldsOf(whole) };
  if (JSON.stringify(kept.before) === JSON.stringify(kept.after) && others.length === 0) return [];
  return [
    kept,
    ...others.map(
      ({ id, state, parentId }): CleaningChange => ({
        step,
        kind: 'entry',
        id,
        before: { state, parentId },
        after: { state: 'retired', parentId: keep.id },
      }),
    ),
  ];
}

/** Merges entries of the same state and category that tell of the same failure and the same solution, and patterns that stand twice in an entry. */
export function mergeSimilar({ incidents, entries }: TrainingData): Cleaned {
  const byKind = Map.groupBy(entries, ({ state, category }) => JSON.stringify([state, category === null ? null : categoryKey(category)]));
  const results = [...byKind.values()].flatMap(groupSimilar).map(([keep, ...others]) => {
    if (keep === undefined) return null;
    const whole = merged(keep, others);
    return { whole, gone: others.map(({ id }) => id), changes: changesOf(keep, others, whole) };
  });
  const made = results.filter((result) => result !== null);
  const gone = new Set(made.flatMap((one) => one.gone));
  const wholes = new Map(made.map(({ whole }) => [whole.id, whole]));
  return {
    data: { incidents, entries: entries.filter(({ id }) => !gone.has(id)).map((entry) => wholes.get(entry.id) ?? entry) },
    changes: made.flatMap(({ changes }) => changes),
  };
}
