import { Tooltip } from '@mantine/core';
import { absolute, ago, duration } from '../lib/time.ts';
import { useNow } from '../lib/use-now.ts';

/** A past moment: relative, the exact time on hover. */
export function TimeAgo({ at }: { readonly at: string }) {
  const now = useNow(10_000);
  return (
    <Tooltip label={absolute(at)}>
      <time dateTime={at}>{ago(at, now)}</time>
    </Tooltip>
  );
}

/** How long something has been running, by the second. */
export function Elapsed({ since }: { readonly since: string }) {
  const now = useNow();
  return <time dateTime={since}>{duration(Math.floor((now - Date.parse(since)) / 1000) * 1000)}</time>;
}
