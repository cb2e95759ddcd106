import type { Action, Change, ParameterValue } from './contract.ts';

/** A value with its unit: `512 MB`. */
export const valueText = (value: ParameterValue | null, unit: string | null): string =>
  value === null ? 'not set' : unit === null ? String(value) : `${value} ${unit}`;

/** What the approve button says: `Approve and rerun with 512 MB`. */
export function approveLabel(action: Action, changes: readonly Change[]): string {
  switch (action) {
    case 'RETRY':
      return 'Approve and rerun';
    case 'RETRY_WITH_NEW_PARAMS':
      return `Approve and rerun${withValues(changes)}`;
    case 'SEND_EMAIL':
      return 'Approve and mail the owner';
    case 'ESCALATE':
      return 'Approve and hand to a person';
    case 'IGNORE':
      return 'Approve and ignore the failure';
  }
}

function withValues(changes: readonly Change[]): string {
  const [first] = changes;
  if (first === undefined) return '';
  if (changes.length > 1) return ` with ${changes.length} new values`;
  const text = valueText(first.after, first.unit);
  return ` with ${text.length > 24 ? `a new ${first.name}` : text}`;
}

/** What a proposal does, as the title of its diff: `Rerun with`. */
export const proposalTitle: Readonly<Record<Action, string>> = {
  RETRY: 'Rerun with the same parameters',
  RETRY_WITH_NEW_PARAMS: 'Rerun with',
  SEND_EMAIL: 'Mail the owner; nothing is rerun',
  ESCALATE: 'Hand the case to a person; nothing is rerun',
  IGNORE: 'Close the case as ignored; nothing is rerun',
};
