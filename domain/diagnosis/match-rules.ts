import { compilePattern } from './compile-pattern.ts';
import { createLiteralIndex, type LiteralIndex } from './literal-index.ts';
import { type RequiredLiterals, requiredLiterals, topAlternatives } from './literals.ts';
import { createFolder, lineAt, type Window, wholeText, windowsAround } from './match-windows.ts';
import { isMention } from './mention.ts';
import type { NormalisedEvidence, Zone } from './normalise.ts';
import { rankMatches } from './rank-matches.ts';
import type { Rule } from './types.ts';

/** One rule that fits, at the place nearest to the root error. */
export interface RuleMatch {
  readonly rule: Rule;
  readonly zone: Zone;
  /** Number of the first matched line. */
  readonly line: number;
  /** The matched lines, verbatim. */
  readonly quotes: readonly string[];
  /** The match is a single word in quotation marks that the text speaks about, such as the value of a field or the name of a table. */
  readonly isMention: boolean;
}

/** Rules, ready to be matched against evidence. */
export interface RuleMatcher {
  /** All rules that fit, the one that decides first. */
  match(evidence: NormalisedEvidence, platform: string): readonly RuleMatch[];
}

const mostQuotedLines = 4;
const longestQuote = 1_000;

/** One alternative of a rule's pattern. */
interface Branch {
  readonly rule: Rule;
  readonly pattern: string;
  readonly literals: RequiredLiterals;
  compiled: ReturnType<typeof compilePattern> | null;
}

/** Nearer to the root, or as near and no mere mention. */
const isBetter = (found: RuleMatch, known: RuleMatch): boolean =>
  found.zone < known.zone || (found.zone === known.zone && (known.isMention || !found.isMention));

/** The best place of one alternative inside a window. */
function bestInWindow(branch: Branch, evidence: NormalisedEvidence, window: Window): RuleMatch | null {
  branch.compiled ??= compilePattern(branch.pattern);
  const matcher = branch.compiled.matcher(evidence.text.slice(window.start, window.end));
  let best: RuleMatch | null = null;
  for (let round = 0; round < 20 && matcher.find(); round++) {
    const found = matchAt(branch.rule, evidence, window.start + matcher.start(), window.start + matcher.end());
    if (best === null || isBetter(found, best)) best = found;
    if (best.zone === 0 && !best.isMention) break;
  }
  return best;
}

function matchAt(rule: Rule, evidence: NormalisedEvidence, start: number, end: number): RuleMatch {
  const from = lineAt(evidence, start);
  const to = lineAt(evidence, Math.max(start, end - 1));
  const lines = evidence.lines.slice(from, Math.min(to + 1, from + mostQuotedLines));
  const zone = Math.min(...evidence.lines.slice(from, to + 1).map((line) => line.zone)) as Zone;
  const quotes = lines.map((line) => line.text.slice(0, longestQuote)).filter((line) => line.trim() !== '');
  return { rule, zone, line: from, quotes, isMention: isMention(evidence.text, start, end) };
}

/** The best place of one alternative among its windows; those that lack one of its literals are not tried. */
function bestMatch(
  branch: Branch,
  evidence: NormalisedEvidence,
  windows: readonly Window[],
  folded: (window: Window) => string,
): RuleMatch | null {
  let best: RuleMatch | null = null;
  for (const window of windows) {
    const text = branch.literals.length > 1 ? folded(window) : '';
    if (!branch.literals.slice(1).every((set) => set.some((literal) => text.includes(literal)))) continue;
    const found = bestInWindow(branch, evidence, window);
    if (found !== null && (best === null || isBetter(found, best))) best = found;
  }
  return best;
}

const appliesTo = (rule: Rule, platform: string): boolean => rule.platforms === undefined || rule.platforms.includes(platform);

/** Offsets at which a branch's literals end, by branch number. */
function hitsByBranch(index: LiteralIndex, owners: readonly (readonly number[])[], text: string): Map<number, number[]> {
  const hits = new Map<number, number[]>();
  index.scan(text, (literal, end) => {
    for (const owner of owners[literal] ?? []) {
      const offsets = hits.get(owner);
      if (offsets === undefined) hits.set(owner, [end - 1]);
      else offsets.push(end - 1);
    }
  });
  return hits;
}

/** Which branches each literal belongs to, and the branches that have none. */
function indexBranches(branches: readonly Branch[]): {
  index: LiteralIndex;
  owners: readonly (readonly number[])[];
  always: readonly number[];
} {
  const literals = [...new Set(branches.flatMap((branch) => branch.literals[0] ?? []))];
  const numbers = new Map(literals.map((literal, number) => [literal, number]));
  const owners = literals.map((): number[] => []);
  branches.forEach((branch, number) => {
    for (const literal of branch.literals[0] ?? []) owners[numbers.get(literal) ?? 0]?.push(number);
  });
  return {
    index: createLiteralIndex(literals),
    owners,
    always: branches.flatMap((branch, number) => (branch.literals.length === 0 ? [number] : [])),
  };
}

const branchesOf = (rule: Rule): Branch[] =>
  topAlternatives(rule.pattern).map((pattern) => ({ rule, pattern, literals: requiredLiterals(pattern), compiled: null }));

/** A single word far from the error says nothing. */
const isIdle = (match: RuleMatch): boolean => match.zone === 3 && match.rule.kind === 'keyword';

/** The same failure comes again and again: so many short texts are remembered with what fitted them. */
const mostRemembered = 200;
const longestRemembered = 8_192;

/** Answers of a deterministic search by what was asked, the oldest forgotten first. */
function remembering(search: RuleMatcher['match']): RuleMatcher['match'] {
  const known = new Map<string, readonly RuleMatch[]>();
  return (evidence, platform) => {
    if (evidence.text.length > longestRemembered) return search(evidence, platform);
    const key = `${platform}\n${evidence.lines.map((line) => line.zone).join('')}\n${evidence.text}`;
    const found = known.get(key) ?? search(evidence, platform);
    known.delete(key);
    known.set(key, found);
    const oldest = known.keys().next().value;
    if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest);
    return found;
  };
}

/**
 * Prepares rules once for many texts. Each alternative of a pattern is compiled when its literals first turn up; a text is scanned for all literals
 * in one pass. Throws nothing on evidence of any kind.
 */
export function createRuleMatcher(rules: readonly Rule[]): RuleMatcher {
  const branches = rules.flatMap(branchesOf);
  const { index, owners, always } = indexBranches(branches);
  return {
    match: remembering((evidence, platform) => {
      const hits: Map<number, readonly number[] | null> = hitsByBranch(index, owners, evidence.text);
      for (const number of always) hits.set(number, null);
      const folded = createFolder(evidence);
      const best = new Map<string, RuleMatch>();
      for (const [number, offsets] of hits) {
        const branch = branches[number];
        if (branch === undefined || !appliesTo(branch.rule, platform)) continue;
        const windows = offsets === null ? wholeText(evidence) : windowsAround(offsets, evidence);
        const found = bestMatch(branch, evidence, windows, folded);
        const known = best.get(branch.rule.id);
        if (found !== null && !isIdle(found) && (known === undefined || (isBetter(found, known) && !isBetter(known, found))))
          best.set(branch.rule.id, found);
      }
      return rankMatches([...best.values()]);
    }),
  };
}
