import { useMemo, useState } from 'react';
import type { Change, Parameters, Proposal, Tunable } from '../../../lib/contract.ts';
import { checkTunable } from '../../../lib/tunables.ts';

export interface AmendmentField {
  readonly tunable: Tunable;
  readonly change: Change | null;
  readonly proposed: number;
  readonly value: number | null;
  readonly problem: string | null;
}
export interface Amendment {
  readonly isEditing: boolean;
  readonly canEdit: boolean;
  readonly fields: readonly AmendmentField[];
  /** Values that differ from the proposed ones. */
  readonly parameters: Parameters;
  readonly isAmended: boolean;
  readonly isValid: boolean;
  /** The changes as they would be carried out. */
  readonly changes: readonly Change[];
  readonly start: () => void;
  readonly stop: () => void;
  readonly set: (name: string, value: number | null) => void;
}

const numberOf = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);

/** Editing of a proposal's values inside their bounds. */
export function useAmendment({ action, changes, tunables, parameters: proposedParameters }: Proposal): Amendment {
  const [isEditing, setEditing] = useState(false);
  const [edited, setEdited] = useState<Readonly<Record<string, number | null>>>({});
  return useMemo(() => {
    const canEdit = action.startsWith('RETRY') && tunables.length > 0;
    const fields = tunables.map((tunable): AmendmentField => {
      const change = changes.find((one) => one.name === tunable.name) ?? null;
      const proposed = numberOf(change?.after ?? proposedParameters[tunable.name], tunable.default);
      const value = tunable.name in edited ? (edited[tunable.name] ?? null) : proposed;
      return { tunable, change, proposed, value, problem: checkTunable(tunable, value) };
    });
    const amended = fields.filter((field) => field.value !== field.proposed);
    const parameters = Object.fromEntries(amended.flatMap(({ tunable, value }) => (value === null ? [] : [[tunable.name, value]])));
    const untouched = changes.filter((change) => !(change.name in parameters));
    const touched = amended.flatMap(({ tunable, change, proposed, value }): Change[] =>
      value === null ? [] : [{ name: tunable.name, before: change === null ? proposed : change.before, after: value, unit: tunable.unit }],
    );
    return {
      isEditing,
      canEdit,
      fields,
      parameters,
      isAmended: isEditing && amended.length > 0,
      isValid: !isEditing || fields.every((field) => field.problem === null || field.value === field.proposed),
      changes: isEditing ? [...untouched, ...touched] : changes,
      start: () => setEditing(true),
      stop: () => {
        setEditing(false);
        setEdited({});
      },
      set: (name, value) => setEdited((now) => ({ ...now, [name]: value })),
    };
  }, [action, changes, tunables, proposedParameters, edited, isEditing]);
}
