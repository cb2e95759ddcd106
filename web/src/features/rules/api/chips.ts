import type { Cause } from '../../../lib/contract.ts';
import type { Rule } from '../../../lib/learning-contract.ts';
import { sourceWords, topicWords } from '../../../lib/rule-words.ts';
import { causeWords } from '../../../lib/words.ts';
import type { RuleFilters } from './rules.ts';

interface Chip {
  readonly field: Exclude<keyof RuleFilters, 'q'>;
  readonly value: string;
  readonly label: string;
}

const labels: Readonly<Record<Chip['field'], (value: string) => string>> = {
  source: (value) => sourceWords[value as Rule['source']] ?? value,
  cause: (value) => causeWords[value as Cause] ?? value,
  group: (value) => `Group ${value}`,
  tag: (value) => topicWords[value] ?? `Tag ${value}`,
  state: (value) => (value === 'enabled' ? 'On' : 'Off'),
};

/** The filters that are on. */
export const ruleChips = (filters: RuleFilters): readonly Chip[] =>
  (Object.keys(labels) as Chip['field'][]).flatMap((field) => {
    const value = filters[field];
    return value === undefined ? [] : [{ field, value, label: labels[field](value) }];
  });
