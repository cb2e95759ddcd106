import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Banner } from '../../../components/banner.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import { healthQuery } from '../api/get-health.ts';

/** Across every page while Nightshift cannot be reached: what is shown is old, and since when. */
export function ConnectionBanner() {
  const health = useQuery(healthQuery());
  if (!health.isError) return null;
  const since = health.dataUpdatedAt === 0 ? null : new Date(health.dataUpdatedAt).toISOString();
  return (
    <Banner
      tone="degraded"
      icon={<IconPlugConnectedX size={16} />}
      action={
        <Button variant="default" size="compact-sm" onClick={() => void health.refetch()}>
          Try again
        </Button>
      }
    >
      <strong>Connection lost</strong>
      {since !== null && (
        <>
          , last seen <TimeAgo at={since} />
        </>
      )}
      . What is shown may be out of date; cases go on being handled.
    </Banner>
  );
}
