import { Button, Tooltip } from '@mantine/core';
import { IconCheck, IconPlayerPause, IconPlayerPlay, IconTestPipe } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Countdown } from '../../../components/countdown.tsx';
import { ToneBadge } from '../../../components/state-badge.tsx';
import table from '../../../components/table.module.css';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { Job } from '../../../lib/contract.ts';
import { useRole } from '../../../lib/session.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { boundsText } from '../../../lib/tunables.ts';
import { mayOperate } from '../../../lib/words.ts';
import { useStartRun } from '../api/jobs.ts';

/** One job, with what leads to its cases and what starts it. */
export function JobRow({ job }: { readonly job: Job }) {
  const role = useRole();
  const start = useStartRun();
  const run = (): void =>
    start.mutate(job.id, {
      onSuccess: () => toast(`${job.name} will be started`, 'If it fails, a case is opened by itself.'),
      onError: (error) => toastError(`${job.name} was not started`, error),
    });
  const why = role === null || mayOperate(role) ? null : 'An operator can start jobs';
  return (
    <tr>
      <td className={table.rest}>
        <Tooltip label={aboutJob(job)} disabled={aboutJob(job) === ''}>
          <span className={table.main}>{job.name}</span>
        </Tooltip>
        {job.criticality === 'critical' && <span className="muted small"> critical</span>}
      </td>
      <td className={table.wide}>
        {job.application} <span className="muted">· {job.platform}</span>
      </td>
      <td className={`muted ${table.wider}`}>{job.owner ?? 'Nobody'}</td>
      <td>
        <Breaker breaker={job.breaker} />
      </td>
      <td className="number">
        <Link to="/incidents" search={{ job: job.key, platform: job.platform }}>
          {job.incidents}
        </Link>
        {job.openIncidents > 0 && <span className={`muted ${table.label}`}> ({job.openIncidents} open)</span>}
      </td>
      <td className={`number ${table.wide}`}>
        {job.lastIncidentAt === null ? <span className="muted">never</span> : <TimeAgo at={job.lastIncidentAt} />}
      </td>
      <td className="number">
        <Tooltip label={why} disabled={why === null}>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlayerPlay size={14} />}
            aria-label={`Run ${job.name} now`}
            loading={start.isPending}
            data-disabled={why !== null}
            onClick={why === null ? run : undefined}
          >
            <span className={table.label}>Run now</span>
          </Button>
        </Tooltip>
      </td>
    </tr>
  );
}

function Breaker({ breaker: { state, failures, probeAt } }: { readonly breaker: Job['breaker'] }) {
  if (state === 'closed')
    return (
      <ToneBadge tone="quiet" icon={<IconCheck size={16} aria-hidden />}>
        On
      </ToneBadge>
    );
  if (state === 'half-open')
    return (
      <ToneBadge tone="degraded" icon={<IconTestPipe size={16} aria-hidden />}>
        Trying once
      </ToneBadge>
    );
  return (
    <Tooltip label={`Paused after ${failures} failures in a row; people are asked instead`}>
      <span>
        <ToneBadge tone="failed" icon={<IconPlayerPause size={16} aria-hidden />}>
          Paused
          {probeAt !== null && (
            <span className={table.label}>
              {' '}
              · <Countdown until={probeAt} short over="trying next" />
            </span>
          )}
        </ToneBadge>
      </span>
    </Tooltip>
  );
}

const aboutJob = ({ schedule, tunables, expectedErrors }: Job): string =>
  [
    schedule === null ? '' : `Schedule ${schedule}`,
    ...tunables.map((tunable) => `${tunable.name} ${boundsText(tunable)}`),
    ...expectedErrors.map((expected) => `Expected: ${expected.reason}`),
  ]
    .filter((part) => part !== '')
    .join('. ');
