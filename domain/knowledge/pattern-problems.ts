import { validateRule } from '../diagnosis/validate-rule.ts';

/** What is wrong with an entry's patterns, by field; the same tests as for a rule's pattern. */
export function patternProblems(patterns: readonly string[]): Readonly<Record<string, string>> {
  const problems = patterns.flatMap((pattern, index) => {
    const found = validateRule({
      ...{ id: 'pattern', title: 'Pattern', pattern, cause: 'UNKNOWN', origin: 'UNKNOWN', severity: 'low', action: 'SEND_EMAIL' },
      ...{ confidence: 0.5, kind: 'phrase' },
    }).find(({ field }) => field === 'pattern');
    return found === undefined ? [] : [[`patterns[${index}]`, found.message]];
  });
  return Object.fromEntries(problems);
}
