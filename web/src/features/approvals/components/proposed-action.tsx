import { Button, NumberInput } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Diff } from '../../../components/diff.tsx';
import type { Proposal } from '../../../lib/contract.ts';
import { proposalTitle, valueText } from '../../../lib/proposal-words.ts';
import { boundsText } from '../../../lib/tunables.ts';
import { useKeys } from '../../../lib/use-keys.ts';
import type { Amendment, AmendmentField } from '../api/use-amendment.ts';
import styles from './decision-pane.module.css';
import edit from './proposed-action.module.css';

interface ProposedActionProps {
  readonly proposal: Proposal;
  readonly amendment: Amendment;
  readonly locked: boolean;
}

/** What would be done, as a diff; in place of the new values, fields inside their bounds while it is edited. */
export function ProposedAction({ proposal, amendment, locked }: ProposedActionProps) {
  const canEdit = amendment.canEdit && !locked;
  const untouched = proposal.changes.filter((change) => !amendment.fields.some((field) => field.tunable.name === change.name));
  useKeys(canEdit ? { e: () => (amendment.isEditing ? amendment.stop() : amendment.start()) } : {});
  return (
    <section className={styles.proposal} aria-label="Proposal" data-live>
      <div className={styles.proposalHead}>
        <h2>Proposed: {proposalTitle[proposal.action].toLowerCase()}</h2>
        {canEdit && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={amendment.isEditing ? null : <IconPencil size={14} />}
            onClick={amendment.isEditing ? amendment.stop : amendment.start}
          >
            {amendment.isEditing ? 'Undo edits' : 'Edit'}
          </Button>
        )}
      </div>
      {amendment.isEditing ? (
        <div className={edit.fields} onKeyDown={(event) => event.key === 'Escape' && amendment.stop()}>
          {amendment.fields.map((field, index) => (
            <Field
              key={field.tunable.name}
              field={field}
              autoFocus={index === 0}
              onChange={(value) => amendment.set(field.tunable.name, value)}
            />
          ))}
          {untouched.length > 0 && <Diff changes={untouched} />}
        </div>
      ) : (
        <Diff changes={proposal.changes} tunables={proposal.tunables} />
      )}
      <p className={styles.reason}>{proposal.reason}</p>
    </section>
  );
}

function Field(props: { readonly field: AmendmentField; readonly autoFocus: boolean; readonly onChange: (value: number | null) => void }) {
  const { tunable, change, proposed, value, problem } = props.field;
  const { autoFocus, onChange } = props;
  const field = useRef<HTMLInputElement>(null);
  // Ready to be typed over, once the field has put its caret where it likes it.
  useEffect(() => {
    if (!autoFocus) return;
    const later = setTimeout(() => field.current?.select(), 20);
    return () => clearTimeout(later);
  }, [autoFocus]);
  const before = change === null ? proposed : change.before;
  return (
    <NumberInput
      label={tunable.name}
      description={`Now ${valueText(before, before === null ? null : tunable.unit)}, proposed ${valueText(proposed, tunable.unit)}. Allowed ${boundsText(tunable)}.`}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      value={value ?? ''}
      min={tunable.min}
      max={tunable.max}
      step={tunable.step}
      allowDecimal={tunable.type === 'number'}
      clampBehavior="none"
      suffix={tunable.unit === null ? '' : ` ${tunable.unit}`}
      error={value === proposed ? null : problem}
      classNames={{ wrapper: edit.input ?? '' }}
      ref={field}
      onChange={(next) => onChange(next === '' ? null : Number(next))}
    />
  );
}
