import type { Action, Cause, Severity, Status } from '../../../lib/contract.ts';
import type { IncidentFilters } from '../../../lib/incident-filters.ts';
import { clockTime } from '../../../lib/time.ts';
import { actionWords, causeWords, severityWords, statusWords } from '../../../lib/words.ts';

export interface Chip {
  readonly field: keyof IncidentFilters;
  readonly value: string;
  readonly label: string;
}

const listed = ['status', 'cause', 'severity', 'action'] as const;
type Listed = (typeof listed)[number];

export const valuesOf = (text: string | undefined): readonly string[] =>
  text === undefined ? [] : text.split(',').filter((part) => part !== '');

/** The filters with one value of a list turned on or off. A filter always leads back to the first page. */
export function toggled({ cursor: _, ...filters }: IncidentFilters, field: Listed, value: string): IncidentFilters {
  const values = valuesOf(filters[field]);
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  return { ...filters, [field]: next.length === 0 ? undefined : next.join(',') };
}

export function without({ cursor: _, ...filters }: IncidentFilters, chip: Chip): IncidentFilters {
  return isListed(chip.field) ? toggled(filters, chip.field, chip.value) : { ...filters, [chip.field]: undefined };
}

const isListed = (field: string): field is Listed => (listed as readonly string[]).includes(field);

const words: Readonly<Record<Listed, (value: string) => string>> = {
  status: (value) => (value === 'open' ? 'Open' : value === 'closed' ? 'Closed' : (statusWords[value as Status] ?? value)),
  cause: (value) => causeWords[value as Cause] ?? value,
  severity: (value) => `${severityWords[value as Severity] ?? value} severity`,
  action: (value) => actionWords[value as Action] ?? value,
};

/** Every filter that is on, as a chip that can be taken off; the search stands in its own field. */
export function chipsOf(filters: IncidentFilters, now: number): readonly Chip[] {
  const chip = (field: keyof IncidentFilters, label: (value: string) => string): readonly Chip[] => {
    const value = filters[field];
    return value === undefined ? [] : [{ field, value, label: label(value) }];
  };
  return [
    ...listed.flatMap((field) => valuesOf(filters[field]).map((value) => ({ field, value, label: words[field](value) }))),
    ...chip('application', (value) => `Application ${value}`),
    ...chip('platform', (value) => `Platform ${value}`),
    ...chip('job', (value) => `Job ${value}`),
    ...chip('resolvedBy', (value) => (value === 'human' ? 'Closed by a person' : 'Closed without a person')),
    ...chip('since', (value) => `Since ${clockTime(value, now)}`),
    ...chip('until', (value) => `Until ${clockTime(value, now)}`),
  ];
}
