import { actions, causes, origins, severities } from '../incidents/vocabulary.ts';
import { compilePattern } from './compile-pattern.ts';
import type { Rule } from './types.ts';

/** What is wrong with one field of a rule. */
export interface RuleProblem {
  readonly field: keyof Rule;
  readonly message: string;
}

const kinds: readonly Rule['kind'][] = ['phrase', 'exception', 'code', 'keyword'];
const longestPattern = 1_000;
const longestTitle = 200;
const longestAdvice = 1_000;
const priorities = { least: -100, most: 100 } as const;

/** Lines of healthy runs. A rule that fits several of them would call everything a failure. */
const healthyLines: readonly string[] = [
  'INFO Job started by scheduler',
  '2024-05-01T02:00:00Z worker-3 processed 1200 rows in 14 s',
  'Connected to warehouse, reading table orders',
  'DEBUG cache hit ratio 0.93',
  'Wrote /data/out/report.csv (18 kB)',
  'step 4 of 9: aggregate',
  'done',
  'HTTP 200 OK',
  'Listening on port 8080',
  '{"level":"info","message":"checkpoint saved","offset":4711}',
];
const toleratedHealthyLines = 1;

/** RE2's own words for what it does not take. */
function compileProblem(pattern: string): string | null {
  try {
    compilePattern(pattern);
    return null;
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace('(?m)(?i)', '');
    return `is not a valid RE2 pattern: ${reason.slice(0, 200)}. Look-ahead, look-behind and back-references do not exist in RE2.`;
  }
}

function patternProblem(pattern: string): string | null {
  if (pattern.trim() === '') return 'must not be empty';
  if (pattern.length > longestPattern) return `is ${pattern.length} characters long; at most ${longestPattern} are allowed`;
  const problem = compileProblem(pattern);
  if (problem !== null) return problem;
  const compiled = compilePattern(pattern);
  if (compiled.matcher('').find()) return 'fits an empty text, and so every text';
  const fits = healthyLines.filter((line) => compiled.matcher(line).find());
  if (fits.length > toleratedHealthyLines) return `is too broad: it also fits lines of healthy runs, such as "${fits[0]}"`;
  return null;
}

const isOneOf = (values: readonly string[], value: unknown): boolean => typeof value === 'string' && values.includes(value);
const among = (values: readonly string[]): string => `must be one of ${values.join(', ')}`;

function textProblem(text: string | undefined, longest: number, required: boolean): string | null {
  if (text === undefined || text.trim() === '') return required ? 'must not be empty' : null;
  return text.length > longest ? `is ${text.length} characters long; at most ${longest} are allowed` : null;
}

function numberProblem(value: number | undefined, least: number, most: number): string | null {
  if (value === undefined) return null;
  return Number.isFinite(value) && value >= least && value <= most ? null : `must be a number from ${least} to ${most}`;
}

/**
 * Checks a rule before it is saved: the pattern compiles in RE2, is neither too long nor too broad, and every other field has a value that exists.
 * No problem means that the rule may go live.
 */
export function validateRule(rule: Rule): readonly RuleProblem[] {
  const checks: readonly (readonly [keyof Rule, string | null])[] = [
    ['id', textProblem(rule.id, longestTitle, true)],
    ['pattern', patternProblem(rule.pattern)],
    ['cause', isOneOf(causes, rule.cause) ? null : among(causes)],
    ['origin', isOneOf(origins, rule.origin) ? null : among(origins)],
    ['severity', isOneOf(severities, rule.severity) ? null : among(severities)],
    ['action', isOneOf(actions, rule.action) ? null : among(actions)],
    ['kind', isOneOf(kinds, rule.kind) ? null : among(kinds)],
    ['confidence', numberProblem(rule.confidence, 0, 1)],
    ['priority', numberProblem(rule.priority, priorities.least, priorities.most)],
    ['title', textProblem(rule.title, longestTitle, true)],
    ['advice', textProblem(rule.advice, longestAdvice, false)],
  ];
  return checks.flatMap(([field, message]) => (message === null ? [] : [{ field, message }]));
}
