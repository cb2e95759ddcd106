import type { LabelledText } from '../diagnosis/fixtures/read-corpus.ts';
import type { RuleMatcher } from '../diagnosis/match-rules.ts';
import { normalise } from '../diagnosis/normalise.ts';
import { rulesVerdict } from '../diagnosis/rules-verdict.ts';
import { isRetry } from '../incidents/vocabulary.ts';

/** How labelled texts bear out one rule. */
export interface RuleRecord {
  readonly rule: string;
  /** Texts that it decides. */
  readonly texts: number;
  /** Share of them that accept its cause, 0 to 1. */
  readonly rightCause: number;
  /** Share of them that agree whether to run again, 0 to 1. */
  readonly rightRerun: number;
}

/** The record of every rule that decides one of the texts, by itself and without words, knowledge or history; the worst causes first. */
export function recordRules(texts: readonly LabelledText[], matcher: RuleMatcher): readonly RuleRecord[] {
  const decided = texts.flatMap((text) => {
    const evidence = normalise({
      ...{ platform: text.platform, errorText: text.text, logTail: '' },
      ...{ exitCode: null, signal: null, platformReason: null },
    });
    const { source, cause, action } = rulesVerdict(matcher.match(evidence, text.platform));
    if (source === null || action === null) return [];
    const rerun = isRetry(action) === text.actions.some(isRetry);
    return [{ rule: source, cause: text.causes.includes(cause), rerun }];
  });
  const share = <Text>(all: readonly Text[], is: (text: Text) => boolean): number => all.filter(is).length / all.length;
  return [...Map.groupBy(decided, ({ rule }) => rule)]
    .map(([rule, its]) => ({
      ...{ rule, texts: its.length },
      ...{ rightCause: share(its, (one) => one.cause), rightRerun: share(its, (one) => one.rerun) },
    }))
    .toSorted((left, right) => left.rightCause - right.rightCause || right.texts - left.texts);
}
