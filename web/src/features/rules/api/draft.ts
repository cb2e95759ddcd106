import type { Action, Cause, Origin, Severity } from '../../../lib/contract.ts';
import type { Rule, RuleRequest } from '../../../lib/learning-contract.ts';

export interface Example {
  readonly text: string;
  readonly matches: boolean;
}

/** A rule as it stands in the form; empty choices follow from the cause. */
export interface RuleDraft {
  readonly title: string;
  readonly pattern: string;
  readonly cause: Cause;
  readonly origin: string;
  readonly action: string;
  readonly severity: string;
  readonly kind: Rule['kind'];
  readonly confidence: number;
  readonly priority: number;
  readonly platforms: string;
  readonly tags: string;
  readonly advice: string;
  readonly enabled: boolean;
  readonly examples: readonly Example[];
}

export const emptyDraft: RuleDraft = {
  ...{ title: '', pattern: '', cause: 'UNKNOWN', origin: '', action: '', severity: '', kind: 'phrase', confidence: 0.9, priority: 60 },
  ...{ platforms: '', tags: '', advice: '', enabled: true, examples: [{ text: '', matches: true }] },
};

export const draftOf = (rule: Rule): RuleDraft => ({
  ...{ title: rule.title, pattern: rule.pattern, cause: rule.cause, origin: rule.origin, action: rule.action, severity: rule.severity },
  ...{ kind: rule.kind, confidence: rule.confidence, priority: rule.priority, platforms: (rule.platforms ?? []).join(', ') },
  ...{ tags: rule.tags.join(', '), advice: rule.advice ?? '', enabled: rule.enabled },
  examples: rule.examples.length === 0 ? emptyDraft.examples : rule.examples,
});

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** The examples that say something. */
export const examplesOf = (draft: RuleDraft): Example[] => draft.examples.filter(({ text }) => text.trim() !== '');

/** What is sent for a draft, without its examples. A title is made up while it has none, so that it can be tried. */
export const requestOf = (draft: RuleDraft): RuleRequest => ({
  ...{ title: draft.title.trim() || 'Without a title', pattern: draft.pattern, cause: draft.cause, kind: draft.kind },
  ...{ confidence: draft.confidence, priority: draft.priority, tags: listOf(draft.tags), enabled: draft.enabled },
  ...(draft.origin === '' ? {} : { origin: draft.origin as Origin }),
  ...(draft.action === '' ? {} : { action: draft.action as Action }),
  ...(draft.severity === '' ? {} : { severity: draft.severity as Severity }),
  ...(listOf(draft.platforms).length === 0 ? {} : { platforms: listOf(draft.platforms) }),
  ...(draft.advice.trim() === '' ? {} : { advice: draft.advice.trim() }),
});

/** What a draft says of failures, to see whether a replay still tells of it. */
export const replayKey = (draft: RuleDraft): string => JSON.stringify({ ...requestOf(draft), title: '', tags: [], advice: '' });
