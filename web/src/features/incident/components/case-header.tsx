import { IconChevronLeft, IconExternalLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { CopyId } from '../../../components/copy-id.tsx';
import { Countdown } from '../../../components/countdown.tsx';
import { Confidence } from '../../../components/mark.tsx';
import { OutsideLink } from '../../../components/outside-link.tsx';
import { StateBadge } from '../../../components/state-badge.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { IncidentDetail } from '../../../lib/contract.ts';
import { webAddress } from '../../../lib/safe-url.ts';
import { duration } from '../../../lib/time.ts';
import { causeWords, criticalityWords, isClosed, originWords, severityWords } from '../../../lib/words.ts';
import { CaseActions } from './case-actions.tsx';
import type { DialogName } from './case-dialogs.tsx';
import styles from './case-header.module.css';

interface CaseHeaderProps {
  readonly incident: IncidentDetail;
  readonly dialog: DialogName | null;
  readonly onDialog: (dialog: DialogName | null) => void;
}

/** What it is, how it stands, and what a person can do now. */
export function CaseHeader({ incident, dialog, onDialog }: CaseHeaderProps) {
  const { job, run, workflow } = incident;
  const workflowUrl = webAddress(workflow.url);
  return (
    <header className={styles.header}>
      <Link to="/incidents" search={{}} className={styles.back}>
        <IconChevronLeft size={14} aria-hidden /> Incidents
      </Link>
      <div className={styles.top}>
        <div className={styles.title}>
          <h1>{job.name}</h1>
          <StateBadge status={incident.status} shadow={incident.shadow} pill />
        </div>
        <CaseActions incident={incident} dialog={dialog} onDialog={onDialog} />
      </div>
      <div className={styles.sub}>
        <span>
          run <OutsideLink url={run.url}>{run.key}</OutsideLink>
          {run.try !== null && run.try > 0 && `, try ${run.try}`}
        </span>
        <span>
          {incident.platform} · {incident.application} · {criticalityWords[incident.criticality]}
        </span>
        <CopyId id={incident.id} label="incident id" />
        {workflowUrl !== null && (
          <a href={workflowUrl} target="_blank" rel="noopener noreferrer">
            Temporal, {workflow.historyEvents} events{' '}
            <IconExternalLink size={14} aria-label="opens in a new tab" style={{ verticalAlign: '-2px' }} />
          </a>
        )}
      </div>
      <dl className={styles.facts} data-live>
        <Fact label="Cause" wide>
          {incident.cause === null ? (
            <span className="muted">Being investigated</span>
          ) : (
            <>
              <strong>{causeWords[incident.cause]}</strong>
              {incident.rootCause !== null && `: ${incident.rootCause}`}
            </>
          )}
        </Fact>
        {incident.confidence !== null && incident.method !== null && (
          <Fact label="Confidence">
            <Confidence confidence={incident.confidence} method={incident.method} />
          </Fact>
        )}
        {incident.tags.length > 0 && <Fact label="About">{incident.tags.join(', ')}</Fact>}
        {incident.origin !== null && <Fact label="Origin">{originWords[incident.origin]}</Fact>}
        <Fact label="Severity">{severityWords[incident.severity]}</Fact>
        <Fact label="Owner">{incident.takenOverBy === null ? (incident.owner ?? 'Nobody') : `${incident.takenOverBy} (taken over)`}</Fact>
        <Fact label="Opened">
          <TimeAgo at={incident.openedAt} />
        </Fact>
        {incident.closedAt !== null && <Fact label="Took">{duration(Date.parse(incident.closedAt) - Date.parse(incident.openedAt))}</Fact>}
        {!isClosed(incident.status) && incident.deadlineAt !== null && (
          <Fact label="Needed">
            <Countdown until={incident.deadlineAt} short />
          </Fact>
        )}
        {incident.resolution !== null && isClosed(incident.status) && (
          <Fact label="Outcome">{outcomes[incident.resolution] ?? incident.resolution}</Fact>
        )}
      </dl>
    </header>
  );
}

const outcomes: Readonly<Record<string, string>> = {
  verified: 'The resubmitted run ended well',
  recovered: 'The next run ended well',
  expected: 'This failure was meant to be',
  shadow: 'Decided and recorded only',
};

const Fact = ({ label, wide = false, children }: { readonly label: string; readonly wide?: boolean; readonly children: ReactNode }) => (
  <div className={styles.fact} data-wide={wide}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);
