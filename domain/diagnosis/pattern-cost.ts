import { requiredLiterals, topAlternatives } from './literals.ts';

/** What a pattern costs: `high` is tried on every text, `low` only where a telling literal stands. */
export interface PatternCost {
  readonly cost: 'low' | 'medium' | 'high';
  /** Of each alternative, the literals of which one has to occur before the pattern is tried. */
  readonly literals: readonly (readonly string[])[];
  readonly reason: string;
}

/** A literal of fewer characters lets many texts through. */
const telling = 6;

/** How often a pattern will have to be tried, told from the literals that it demands. */
export function patternCost(pattern: string): PatternCost {
  const literals = topAlternatives(pattern).map((part) => requiredLiterals(part)[0] ?? []);
  if (literals.some((set) => set.length === 0))
    return {
      cost: 'high',
      literals,
      reason: 'an alternative demands no literal of three characters or more, so it would be tried on every text',
    };
  const shortest = Math.min(...literals.flat().map((literal) => literal.length));
  return shortest < telling
    ? { cost: 'medium', literals, reason: `it is tried wherever a literal of ${shortest} characters occurs` }
    : { cost: 'low', literals, reason: 'it is tried only where one of its literals occurs' };
}

interface Level {
  /** Atoms seen in the current alternative, and how many of them repeat without bound. */
  atoms: number;
  unbounded: number;
  /** An alternative ended that held nothing but unbounded atoms. */
  ambiguous: boolean;
}

const newLevel = (): Level => ({ atoms: 0, unbounded: 0, ambiguous: false });
const endsAmbiguous = (level: Level): boolean => level.ambiguous || (level.atoms > 0 && level.atoms === level.unbounded);

/**
 * Finds an unbounded repetition of a group that itself holds nothing but unbounded repetitions, such as `(a+)+`. RE2 matches it in linear time, yet
 * it says nothing that the inner repetition does not, and in other engines it takes for ever. @returns the offset of the group's end, or null
 */
export function nestedRepetition(pattern: string): number | null {
  const levels = [newLevel()];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index] ?? '';
    const level = levels.at(-1) ?? newLevel();
    if (character === '(') {
      levels.push(newLevel());
      index += /^\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?/.exec(pattern.slice(index, index + 64))?.[0].slice(1).length ?? 0;
      continue;
    }
    if (character === '|') {
      Object.assign(level, newLevel(), { ambiguous: endsAmbiguous(level) });
      continue;
    }
    let nested = false;
    if (character === ')') {
      nested = levels.length > 1 && endsAmbiguous(levels.pop() ?? level);
    } else if (character === '\\') index++;
    else if (character === '[') index = classEnd(pattern, index);
    const repeat = /^(?:[*+]|\{\d+,\})/.exec(pattern.slice(index + 1, index + 12))?.[0];
    if (nested && repeat !== undefined) return index;
    const outer = levels.at(-1) ?? level;
    if (!'^$'.includes(character)) outer.atoms++;
    if (repeat !== undefined) outer.unbounded++;
    index += /^(?:[*+?]|\{\d*(?:,\d*)?\})\??/.exec(pattern.slice(index + 1, index + 17))?.[0].length ?? 0;
  }
  return null;
}

/** Offset of the bracket that ends a character class. */
function classEnd(pattern: string, start: number): number {
  let index = start + 1;
  if (pattern[index] === '^') index++;
  if (pattern[index] === ']') index++;
  while (index < pattern.length && pattern[index] !== ']') index += pattern[index] === '\\' ? 2 : 1;
  return index;
}
