import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { ReasonDialog } from '../../../components/reason-dialog.tsx';
import type { Action, Cause, IncidentDetail, Origin } from '../../../lib/contract.ts';
import { toast } from '../../../lib/toast.ts';
import { actionWords, causeWords, originWords } from '../../../lib/words.ts';
import { type Intervention, useMoves } from '../api/moves.ts';

export type DialogName = Intervention | 'correct';

const texts: Readonly<
  Record<Intervention, { title: string; label: string; confirm: string; about: string; done: string; danger?: boolean; required?: boolean }>
> = {
  'take-over': {
    title: 'Take the case over',
    label: 'Reason (optional)',
    confirm: 'Take over',
    about: 'Nothing more is done automatically. A run that is under way goes on, and the case waits for you to resolve it.',
    done: 'taken over; nothing more is done automatically',
  },
  resolve: {
    title: 'Resolve the case',
    label: 'How it was solved',
    confirm: 'Resolve',
    about: 'The case ends as resolved. What you write is kept as the solution and shown with similar failures.',
    done: 'resolved',
    required: true,
  },
  cancel: {
    title: 'Cancel the case',
    label: 'Reason (optional)',
    confirm: 'Cancel the case',
    about: 'The case ends without a result. A run that is under way goes on.',
    done: 'cancelled',
    danger: true,
  },
  'false-positive': {
    title: 'Mark as a false positive',
    label: 'Why it was no failure (optional)',
    confirm: 'Mark as false positive',
    about: 'The case ends, and does not count as a failure.',
    done: 'marked as a false positive',
  },
};

interface CaseDialogsProps {
  readonly incident: IncidentDetail;
  readonly dialog: DialogName | null;
  readonly onClose: () => void;
}

/** The questions before a person's move. */
export function CaseDialogs({ incident, dialog, onClose }: CaseDialogsProps) {
  const { intervene } = useMoves(incident.id);
  const kinds = Object.keys(texts) as Intervention[];
  return (
    <>
      {kinds.map((kind) => {
        const text = texts[kind];
        return (
          <ReasonDialog
            key={kind}
            opened={dialog === kind}
            onClose={onClose}
            title={text.title}
            label={text.label}
            confirm={text.confirm}
            danger={text.danger ?? false}
            required={text.required ?? false}
            onConfirm={async (reason) => {
              const request = reason === '' ? {} : kind === 'resolve' ? { solution: reason } : { reason };
              const answer = await intervene.mutateAsync({ kind, request });
              toast(
                answer.state === 'pending' ? `${incident.job.name}: kept` : `${incident.job.name} ${text.done}`,
                answer.state === 'pending' ? 'No worker has taken it yet. It will be applied once, as soon as one does.' : '',
              );
            }}
          >
            {text.about}
          </ReasonDialog>
        );
      })}
      <CorrectionDialog incident={incident} opened={dialog === 'correct'} onClose={onClose} />
    </>
  );
}

const optionsOf = (words: Readonly<Record<string, string>>) => Object.entries(words).map(([value, label]) => ({ value, label }));

function CorrectionDialog({
  incident,
  opened,
  onClose,
}: {
  readonly incident: IncidentDetail;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { correct } = useMoves(incident.id);
  const [cause, setCause] = useState<Cause>(incident.cause ?? 'UNKNOWN');
  const [origin, setOrigin] = useState<Origin>(incident.origin ?? 'UNKNOWN');
  const [action, setAction] = useState<Action | ''>('');
  return (
    <ReasonDialog
      opened={opened}
      onClose={onClose}
      title="Correct the diagnosis"
      label="Why"
      required
      confirm="Save the correction"
      fields={
        <>
          <NativeSelect
            label="Cause"
            data={optionsOf(causeWords)}
            value={cause}
            onChange={(event) => setCause(event.currentTarget.value as Cause)}
          />
          <NativeSelect
            label="Origin: who has to act"
            data={optionsOf(originWords)}
            value={origin}
            onChange={(event) => setOrigin(event.currentTarget.value as Origin)}
          />
          <NativeSelect
            label="What to do with such a failure"
            data={[{ value: '', label: 'Leave to the policy' }, ...optionsOf(actionWords)]}
            value={action}
            onChange={(event) => setAction(event.currentTarget.value as Action | '')}
          />
        </>
      }
      onConfirm={async (reason) => {
        await correct.mutateAsync({ cause, origin, reason, ...(action === '' ? {} : { action }) });
        toast('Correction saved', 'It holds from now on for every failure with the same fingerprint, before any rule.');
      }}
    >
      It takes effect at once, for every failure with this fingerprint.
    </ReasonDialog>
  );
}
