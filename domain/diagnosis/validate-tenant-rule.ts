import { createRuleMatcher } from './match-rules.ts';
import { normalise } from './normalise.ts';
import { nestedRepetition, patternCost } from './pattern-cost.ts';
import type { RuleExample } from './tenant-rules.ts';
import type { Rule } from './types.ts';
import { type RuleProblem, validateRule } from './validate-rule.ts';

/** A problem of a rule that a tenant wants to save; `field` as in the request. */
export interface TenantRuleProblem {
  readonly field: string;
  readonly message: string;
  /** Offset in the pattern, where it can be told. */
  readonly position: number | null;
}

/** How a rule did on a text. */
export interface ExampleResult {
  readonly text: string;
  /** Null when nothing was expected. */
  readonly expected: boolean | null;
  readonly matches: boolean;
  /** The lines that the pattern fits. */
  readonly quotes: readonly string[];
}

/** Tries a rule on texts the way it would be tried on the evidence of a failure. The rule has to be sound. */
export function tryRule(
  rule: Rule,
  examples: readonly { readonly text: string; readonly matches?: boolean | undefined }[],
): readonly ExampleResult[] {
  const matcher = createRuleMatcher([rule]);
  const platform = rule.platforms?.[0] ?? '';
  return examples.map(({ text, matches: expected }) => {
    const evidence = normalise({ platform, errorText: text, logTail: '', exitCode: null, signal: null, platformReason: null });
    const [match] = matcher.match(evidence, platform);
    return { text, expected: expected ?? null, matches: match !== undefined, quotes: match?.quotes ?? [] };
  });
}

/** Where in the pattern RE2 stopped: it quotes the part that it could not read, or misses a bracket. */
function positionOf(problem: RuleProblem, pattern: string): number | null {
  if (problem.field !== 'pattern' || !problem.message.includes('RE2')) return null;
  if (/missing closing \)|unexpected \)/.test(problem.message)) return unclosed(pattern);
  const part = /: `([^`]*)`/.exec(problem.message)?.[1] ?? '';
  const index = part === '' ? -1 : pattern.indexOf(part);
  return index < 0 ? null : index;
}

/** Offset of the last group that is not closed. */
function unclosed(pattern: string): number {
  const open: number[] = [];
  for (let index = 0; index < pattern.length; index++) {
    if (pattern[index] === '\\') index++;
    else if (pattern[index] === '(') open.push(index);
    else if (pattern[index] === ')' && open.pop() === undefined) return index;
  }
  return open.at(-1) ?? 0;
}

function shapeProblems(pattern: string): readonly TenantRuleProblem[] {
  const nested = nestedRepetition(pattern);
  if (nested !== null)
    return [
      {
        field: 'pattern',
        message: 'repeats a group that holds nothing but repetitions, such as (a+)+; write the inner one only',
        position: nested,
      },
    ];
  const { cost, reason } = patternCost(pattern);
  return cost === 'high' ? [{ field: 'pattern', message: `must hold a fixed text: ${reason}`, position: null }] : [];
}

/** Checks a rule that a tenant wrote: everything of a sound rule, a literal that keeps it cheap, and that it does on its examples what they say. */
export function validateTenantRule(rule: Rule, examples: readonly RuleExample[]): readonly TenantRuleProblem[] {
  const problems = validateRule(rule).map((problem) => ({ ...problem, position: positionOf(problem, rule.pattern) }));
  if (problems.length > 0) return problems;
  const shape = shapeProblems(rule.pattern);
  if (shape.length > 0) return shape;
  return tryRule(rule, examples).flatMap((result, index) =>
    result.matches === result.expected
      ? []
      : [
          {
            field: `examples[${index}]`,
            message: result.matches ? 'must not match, and does' : 'must match, and does not',
            position: null,
          },
        ],
  );
}
