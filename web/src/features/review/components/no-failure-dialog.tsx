import { Switch } from '@mantine/core';
import { useState } from 'react';
import { ReasonDialog } from '../../../components/reason-dialog.tsx';
import type { IncidentSummary } from '../../../lib/contract.ts';
import { useRole } from '../../../lib/session.ts';
import { mayApprove } from '../../../lib/words.ts';
import { useReview } from '../api/review.ts';

interface NoFailureDialogProps {
  readonly incident: IncidentSummary;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Marks a case as a false positive; an approver may also silence the same failure from now on. */
export function NoFailureDialog({ incident, opened, onClose, onDone }: NoFailureDialogProps) {
  const role = useRole();
  const [silent, setSilent] = useState(false);
  const { falsePositive, silence } = useReview();
  return (
    <ReasonDialog
      opened={opened}
      onClose={onClose}
      title="It was no failure"
      label="Why"
      required
      confirm={silent ? 'Mark it, and silence it from now on' : 'Mark as no failure'}
      fields={
        role !== null &&
        mayApprove(role) && (
          <Switch
            label="Open no case for the same failure any more"
            description="It is still noted each time, and can be undone."
            checked={silent}
            onChange={(event) => setSilent(event.currentTarget.checked)}
          />
        )
      }
      onConfirm={async (reason) => {
        await falsePositive.mutateAsync({ id: incident.id, reason });
        if (silent) await silence.mutateAsync({ id: incident.id, reason });
        onDone();
      }}
    >
      The case of {incident.job.name} ends as a false positive and counts against no rule’s accuracy.
    </ReasonDialog>
  );
}
