import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Bone } from '../../../components/states.tsx';
import type { IncidentFilters } from '../../../lib/incident-filters.ts';
import { overviewQuery } from '../../../lib/overview.ts';
import { today } from '../api/saved-views.ts';
import styles from './overview-strip.module.css';
import { Sparkline } from './sparkline.tsx';

/** How things stand, each number leading to the cases behind it. Without an answer the list below works all the same. */
export function OverviewStrip() {
  const { data, isError } = useQuery(overviewQuery());
  if (isError && data === undefined) return null;
  const number = (value: number | undefined) => (value === undefined ? <Bone width={32} height={20} /> : value.toLocaleString('en'));
  return (
    <ul className={styles.strip} data-live>
      <Figure label="Open" search={{ status: 'open' }}>
        {number(data?.open)}
      </Figure>
      <li className={styles.figure}>
        <Link to="/approvals/{-$incidentId}" params={{}} className={styles.link}>
          <span className={styles.label}>Waiting for approval</span>
          <span className={styles.value} data-accent={(data?.waiting ?? 0) > 0}>
            {number(data?.waiting)}
          </span>
        </Link>
      </li>
      <Figure
        label="Closed today without a person"
        search={{ status: 'closed', resolvedBy: 'automation', since: today() }}
        aside={data !== undefined && <Sparkline trend={data.trend} />}
      >
        {number(data?.withoutPersonToday)}
        {data !== undefined && <span className={styles.of}> of {data.handledToday.toLocaleString('en')}</span>}
      </Figure>
    </ul>
  );
}

function Figure({
  label,
  search,
  aside,
  children,
}: {
  readonly label: string;
  readonly search: IncidentFilters;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <li className={styles.figure}>
      <Link to="/incidents" search={search} className={styles.link}>
        <span className={styles.label}>{label}</span>
        <span className={styles.value}>{children}</span>
      </Link>
      {aside}
    </li>
  );
}
