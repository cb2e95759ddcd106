import { Button } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Banner } from '../../../components/banner.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import { useRole } from '../../../lib/session.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { automationQuery, useTurnAutomation } from '../api/automation.ts';

/** Across every page while all automation is stopped. */
export function AutomationBanner() {
  const { data } = useQuery(automationQuery());
  const role = useRole();
  const turn = useTurnAutomation();
  if (data?.stopped !== true) return null;
  const resume = (): void =>
    turn.mutate(
      { stopped: false },
      {
        onSuccess: () => toast('Automation runs again', 'Approved proposals that waited are carried out now.'),
        onError: (error) => toastError('Automation is still stopped', error),
      },
    );
  return (
    <Banner
      tone="failed"
      icon={<IconPlayerPause size={16} />}
      action={
        role === 'admin' && (
          <Button variant="default" size="compact-sm" loading={turn.isPending} onClick={resume}>
            Resume automation
          </Button>
        )
      }
    >
      <strong>All automation is stopped</strong>
      {data.changedBy !== null && ` by ${data.changedBy}`}
      {data.changedAt !== null && (
        <>
          , <TimeAgo at={data.changedAt} />
        </>
      )}
      {data.reason !== null && `: ${data.reason}`}. Failures are still recorded and diagnosed; nothing new is started.
      {role !== null && role !== 'admin' && ' An admin can resume it.'}
    </Banner>
  );
}
