/**
 * Finds, for a pattern, literals of which at least one must stand in any text that it matches. A rule whose literals are absent need not be tried:
 * that keeps the cost of a thousand rules near that of ten.
 */

/** Of each set at least one literal must occur, a blank in it standing for any run of white space. No set: the pattern demands nothing. */
export type RequiredLiterals = readonly (readonly string[])[];

const shortest = 3;
const longest = 18;
const mostAlternatives = 64;

interface Cursor {
  readonly pattern: string;
  index: number;
}

/** One atom: its exact text, or what it requires, or nothing. */
interface Atom {
  readonly exact: string | null;
  readonly required: readonly string[];
}

const nothing: Atom = { exact: null, required: [] };
/** Characters whose case is simple, or that have none. */
const isPlain = (character: string): boolean => character.charCodeAt(0) < 128 || character.toLowerCase() === character.toUpperCase();

/** Words that most failures hold: they tell little about which. */
const common =
  /^(?:error|errors|failed|failure|fail|message|exit|code|status|file|server|connection|exception|return|returned|not found|found|process|task|job|table|time|could not|cannot|unable to|failed to|system|data|query|name|value|type|line)$/;

/** A set is worth as much as its most frequent literal: short ones and common words let most texts through. */
const strength = (literals: readonly string[]): number =>
  literals.length === 0 ? 0 : Math.min(...literals.map((literal) => (common.test(literal) ? 1 : literal.length)));
const strongest = (sets: RequiredLiterals): readonly string[] =>
  sets.reduce<readonly string[]>((best, set) => (strength(set) > strength(best) ? set : best), []);

/** Skips a quantifier; true when the atom may be absent. */
function skipQuantifier(cursor: Cursor): { optional: boolean; quantified: boolean } {
  const match = /^(?:[*+?]|\{\d*(?:,\d*)?\})\??/.exec(cursor.pattern.slice(cursor.index, cursor.index + 16));
  if (match === null) return { optional: false, quantified: false };
  cursor.index += match[0].length;
  return { optional: /^(?:[*?]|\{(?:0|,))/.test(match[0]), quantified: true };
}

function skipClass(cursor: Cursor): void {
  cursor.index++;
  if (cursor.pattern[cursor.index] === '^') cursor.index++;
  if (cursor.pattern[cursor.index] === ']') cursor.index++;
  while (cursor.index < cursor.pattern.length && cursor.pattern[cursor.index] !== ']') {
    if (cursor.pattern.startsWith('[:', cursor.index)) cursor.index = cursor.pattern.indexOf(':]', cursor.index) + 1;
    cursor.index += cursor.pattern[cursor.index] === '\\' ? 2 : 1;
  }
  cursor.index++;
}

function readEscape(cursor: Cursor): Atom {
  const character = cursor.pattern[cursor.index + 1] ?? '';
  cursor.index += 2;
  if (/[pPxQ]/.test(character)) {
    // Unicode classes, hex codes and \Q…\E are rare: give up on the rest rather than read them wrongly.
    cursor.index = cursor.pattern.length;
    return nothing;
  }
  return /[A-Za-z0-9]/.test(character) ? nothing : { exact: character, required: [] };
}

function readGroup(cursor: Cursor): Atom {
  cursor.index++;
  const head = /^\?(?:P?<\w+>|[a-zA-Z-]*:)/.exec(cursor.pattern.slice(cursor.index, cursor.index + 64));
  const flags = /^\?[a-zA-Z-]*\)/.exec(cursor.pattern.slice(cursor.index, cursor.index + 16));
  if (flags !== null) {
    cursor.index += flags[0].length;
    return nothing;
  }
  cursor.index += head?.[0].length ?? 0;
  const required = readAlternatives(cursor);
  cursor.index++;
  return { exact: null, required };
}

function readAtom(cursor: Cursor): Atom {
  const character = cursor.pattern[cursor.index] ?? '';
  if (character === '\\') return readEscape(cursor);
  if (character === '(') return readGroup(cursor);
  if (character === '[') {
    skipClass(cursor);
    return nothing;
  }
  cursor.index++;
  if ('.^$'.includes(character)) return nothing;
  return isPlain(character) ? { exact: character, required: [] } : nothing;
}

function readSequence(cursor: Cursor): RequiredLiterals {
  const sets: (readonly string[])[] = [];
  let run = '';
  const endRun = (): void => {
    const literal = run.trim().slice(0, longest);
    if (literal.length >= shortest) sets.push([literal]);
    run = '';
  };
  while (cursor.index < cursor.pattern.length && cursor.pattern[cursor.index] !== '|' && cursor.pattern[cursor.index] !== ')') {
    const atom = readAtom(cursor);
    const { optional, quantified } = skipQuantifier(cursor);
    if (atom.exact !== null && !quantified) {
      run += atom.exact.toLowerCase();
      continue;
    }
    endRun();
    if (!optional && atom.required.length > 0) sets.push(atom.required);
  }
  endRun();
  return sets;
}

/** Of alternatives only the union of their strongest sets is sure; nothing when one of them demands nothing. */
function readAlternatives(cursor: Cursor): readonly string[] {
  const branches = [strongest(readSequence(cursor))];
  while (cursor.pattern[cursor.index] === '|') {
    cursor.index++;
    branches.push(strongest(readSequence(cursor)));
  }
  const all = [...new Set(branches.flat())];
  return branches.some((branch) => branch.length === 0) || all.length > mostAlternatives ? [] : all;
}

/** The parts between the `|` of the outermost level: each can be tried on its own, which is cheaper than all at once. */
export function topAlternatives(pattern: string): readonly string[] {
  if (/\(\?[a-zA-Z-]+\)/.test(pattern)) return [pattern];
  const parts: string[] = [];
  const cursor = { pattern, index: 0 };
  let start = 0;
  let depth = 0;
  while (cursor.index < pattern.length) {
    const character = pattern[cursor.index];
    if (character === '\\') cursor.index += 2;
    else if (character === '[') skipClass(cursor);
    else {
      if (character === '(') depth++;
      if (character === ')') depth--;
      if (character === '|' && depth === 0) {
        parts.push(pattern.slice(start, cursor.index));
        start = cursor.index + 1;
      }
      cursor.index++;
    }
  }
  return [...parts, pattern.slice(start)];
}

/** Literals in lower case, 3 to 18 characters each, the strongest set first. */
export function requiredLiterals(pattern: string): RequiredLiterals {
  const cursor = { pattern, index: 0 };
  const sets = topAlternatives(pattern).length === 1 ? readSequence(cursor) : [readAlternatives(cursor)];
  return sets.filter((set) => set.length > 0).toSorted((left, right) => strength(right) - strength(left));
}
