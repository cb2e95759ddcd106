import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { ReasonDialog } from '../../../components/reason-dialog.tsx';
import type { KnowledgeDetail } from '../../../lib/learning-contract.ts';
import { toast } from '../../../lib/toast.ts';
import { confidenceText } from '../../../lib/words.ts';
import { useKnowledgeChanges } from '../api/changes.ts';

export type EntryDialog = 'worked' | 'failed' | 'trust' | 'retire';

interface EntryDialogsProps {
  readonly entry: KnowledgeDetail;
  readonly dialog: EntryDialog | null;
  readonly onClose: () => void;
}

/** The questions that come before something is done to an entry. */
export function EntryDialogs({ entry, dialog, onClose }: EntryDialogsProps) {
  const { tell, retire } = useKnowledgeChanges();
  const outcome = (success: boolean) => async (reason: string) => {
    const after = await tell.mutateAsync({ id: entry.id, success, ...(reason === '' ? {} : { reason }) });
    toast('Outcome kept', `Confidence ${confidenceText(entry.confidence)} → ${confidenceText(after.confidence)}.`);
  };
  return (
    <>
      <ReasonDialog
        opened={dialog === 'worked'}
        onClose={onClose}
        title="The solution worked"
        label="Where and how (optional)"
        confirm="Count a success"
        onConfirm={outcome(true)}
      >
        {entry.state === 'candidate'
          ? 'The confidence rises a little, and the entry is used from now on.'
          : 'The confidence rises a little, and the entry is preferred a little more.'}
      </ReasonDialog>
      <ReasonDialog
        opened={dialog === 'failed'}
        onClose={onClose}
        title="The solution did not work"
        label="What happened instead (optional)"
        confirm="Count a failure"
        onConfirm={outcome(false)}
      >
        The confidence falls by more than a success raises it.
      </ReasonDialog>
      <TrustDialog entry={entry} opened={dialog === 'trust'} onClose={onClose} />
      <ReasonDialog
        opened={dialog === 'retire'}
        onClose={onClose}
        title="Retire the entry"
        confirm="Retire the entry"
        onConfirm={async () => {
          await retire.mutateAsync(entry.id);
          toast('Entry retired', 'It is used no more, and stays readable.');
        }}
      >
        It is used for no verdict any more, stays readable, and can be brought back.
      </ReasonDialog>
    </>
  );
}

function TrustDialog({
  entry,
  opened,
  onClose,
}: {
  readonly entry: KnowledgeDetail;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { trust } = useKnowledgeChanges();
  const [value, setValue] = useState<number | string>(entry.confidence);
  return (
    <ReasonDialog
      opened={opened}
      onClose={onClose}
      title="Set the confidence"
      label="Reason"
      required
      confirm="Set the confidence"
      fields={
        <NumberInput
          label="Confidence, from 0 to 1"
          value={value}
          min={0}
          max={1}
          step={0.05}
          decimalScale={2}
          maw={160}
          onChange={setValue}
        />
      }
      onConfirm={async (reason) => {
        if (typeof value !== 'number') throw new Error('Enter a confidence from 0 to 1');
        await trust.mutateAsync({ id: entry.id, confidence: value, reason });
        toast('Confidence set', `${confidenceText(entry.confidence)} → ${confidenceText(value)}.`);
      }}
    >
      It weighs how far this entry is trusted beside rules and other entries. The change stays in its history.
    </ReasonDialog>
  );
}
