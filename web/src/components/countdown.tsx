import { Tooltip } from '@mantine/core';
import { absolute, duration, shortDuration } from '../lib/time.ts';
import { useNow } from '../lib/use-now.ts';

interface CountdownProps {
  readonly until: string;
  /** `short` for lists: `18 m left`; else `17 m 40 s`. */
  readonly short?: boolean;
  /** What is said once the moment has passed. */
  readonly over?: string;
}

/** The time that is left until a deadline; the exact time on hover. */
export function Countdown({ until, short = false, over = 'overdue' }: CountdownProps) {
  const left = Date.parse(until) - useNow();
  const seconds = Math.floor(left / 1000) * 1000;
  return (
    <Tooltip label={absolute(until)}>
      <time dateTime={until}>{left <= 0 ? over : short ? `${shortDuration(seconds)} left` : duration(seconds)}</time>
    </Tooltip>
  );
}
