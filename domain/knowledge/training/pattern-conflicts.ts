import { compilePattern } from '../../diagnosis/compile-pattern.ts';
import { createRuleMatcher, type RuleMatcher } from '../../diagnosis/match-rules.ts';
import { normalise } from '../../diagnosis/normalise.ts';
import { causeDefaults } from '../../diagnosis/rules/define-rules.ts';
import type { Rule } from '../../diagnosis/types.ts';
import { categoryKey } from '../categories.ts';
import { patternKey, type TrainingEntry } from './training-data.ts';

/** A pattern that would call one failure two things. */
export interface PatternConflict {
  readonly pattern: string;
  readonly reason: 'same pattern' | 'fits the other entry' | 'not a pattern';
  readonly message: string;
  readonly entries: readonly { readonly id: string; readonly title: string; readonly category: string | null }[];
}

interface Owned {
  readonly entry: TrainingEntry;
  readonly pattern: string;
}

const named = ({ id, title, category }: TrainingEntry) => ({ id, title, category });

/** What an entry says that a failure is. */
const meaningOf = (entry: TrainingEntry): string =>
  JSON.stringify([entry.category === null ? null : categoryKey(entry.category), entry.cause]);

/** Entries of one line of descent do not contradict each other: the child is the more precise one. */
const related = (left: TrainingEntry, right: TrainingEntry): boolean =>
  left.id === right.id || left.parentId === right.id || right.parentId === left.id;

const differ = (left: TrainingEntry, right: TrainingEntry): boolean => !related(left, right) && meaningOf(left) !== meaningOf(right);

const compiles = ({ pattern }: Owned): boolean => {
  try {
    compilePattern(pattern);
    return true;
  } catch {
    return false;
  }
};

function samePatterns(owned: readonly Owned[]): readonly PatternConflict[] {
  const byPattern = Map.groupBy(owned, ({ pattern }) => patternKey(pattern));
  return [...byPattern.values()].flatMap((group) => {
    const [first] = group;
    const others = first === undefined ? [] : group.filter(({ entry }) => differ(first.entry, entry));
    if (first === undefined || others.length === 0) return [];
    return [
      {
        pattern: first.pattern,
        reason: 'same pattern' as const,
        message: 'The same pattern stands for different categories or causes',
        entries: [first, ...others].map(({ entry }) => named(entry)),
      },
    ];
  });
}

/** The patterns as rules, so that many are matched in one pass; the rule's id says whose they are. */
const matcherOver = (owned: readonly Owned[]): RuleMatcher =>
  createRuleMatcher(
    owned.map(
      ({ pattern }, index): Rule => ({
        id: String(index),
        pattern,
        cause: 'UNKNOWN',
        ...causeDefaults.UNKNOWN,
        confidence: 1,
        kind: 'phrase',
        title: '',
      }),
    ),
  );

function foreignFits(owned: readonly Owned[], entries: readonly TrainingEntry[]): readonly PatternConflict[] {
  const matcher = matcherOver(owned);
  return entries.flatMap((entry) => {
    const text = `${entry.title}\n${entry.symptom}`;
    const evidence = normalise({ platform: '', errorText: text, logTail: '', exitCode: null, signal: null, platformReason: null });
    const own = new Set(entry.patterns.map(patternKey));
    return matcher.match(evidence, '').flatMap(({ rule }) => {
      const other = owned[Number(rule.id)];
      if (other === undefined || !differ(entry, other.entry) || own.has(patternKey(other.pattern))) return [];
      return [
        {
          pattern: other.pattern,
          reason: 'fits the other entry' as const,
          message: `The pattern of "${other.entry.title}" also fits what "${entry.title}" looks like`,
          entries: [named(other.entry), named(entry)],
        },
      ];
    });
  });
}

/** Patterns that stand for two things, fit an entry that means something else, or are no RE2. */
export function findPatternConflicts(entries: readonly TrainingEntry[]): readonly PatternConflict[] {
  const owned = entries.flatMap((entry) => entry.patterns.map((pattern) => ({ entry, pattern })));
  const broken = owned.filter((one) => !compiles(one));
  const usable = owned.filter((one) => !broken.includes(one));
  return [
    ...samePatterns(usable),
    ...foreignFits(usable, entries),
    ...broken.map(({ entry, pattern }) => ({
      pattern,
      reason: 'not a pattern' as const,
      message: 'RE2 does not take the pattern, so it never fits',
      entries: [named(entry)],
    })),
  ];
}
