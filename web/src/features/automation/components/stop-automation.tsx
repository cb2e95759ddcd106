import { useDisclosure } from '@mantine/hooks';
import { IconPlayerPause } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { ReasonDialog } from '../../../components/reason-dialog.tsx';
import { useRole } from '../../../lib/session.ts';
import { toast } from '../../../lib/toast.ts';
import { automationQuery, useTurnAutomation } from '../api/automation.ts';

/** The control that stops everything at once, behind a question. */
export function StopAutomation({ className }: { readonly className: string }) {
  const [opened, dialog] = useDisclosure(false);
  const { data } = useQuery(automationQuery());
  const role = useRole();
  const turn = useTurnAutomation();
  if (data === undefined || data.stopped || role !== 'admin') return null;
  return (
    <>
      <button type="button" className={className} onClick={dialog.open}>
        <IconPlayerPause size={18} stroke={1.6} aria-hidden />
        Stop automation…
      </button>
      <ReasonDialog
        opened={opened}
        onClose={dialog.close}
        title="Stop all automation"
        label="Reason, shown to everybody (optional)"
        confirm="Stop all automation"
        danger
        onConfirm={async (reason) => {
          await turn.mutateAsync({ stopped: true, ...(reason === '' ? {} : { reason }) });
          toast('All automation is stopped', 'What already runs is followed to its end.');
        }}
      >
        Nothing new is started until somebody resumes it. Failures are still recorded and diagnosed, mails still go out, and what runs now
        is followed to its end.
      </ReasonDialog>
    </>
  );
}
