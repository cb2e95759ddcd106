import { Link } from '@tanstack/react-router';
import { Mark, markOfMethod } from '../../../components/mark.tsx';
import { StateBadge } from '../../../components/state-badge.tsx';
import { Bone } from '../../../components/states.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { IncidentSummary } from '../../../lib/contract.ts';
import { doneText } from '../../../lib/incident-words.ts';
import { causeWords, methodWords } from '../../../lib/words.ts';
import styles from './incident-table.module.css';

interface IncidentTableProps {
  readonly incidents: readonly IncidentSummary[];
  /** Rows that no longer match the filters; they stay, greyed, until the list is read again. */
  readonly goneIds: ReadonlySet<string>;
}

const Head = () => (
  <thead>
    <tr>
      <th scope="col" className={styles.state}>
        State
      </th>
      <th scope="col" className={styles.job}>
        Job and run
      </th>
      <th scope="col" className={styles.cause}>
        Cause
      </th>
      <th scope="col" className={styles.done}>
        What was done
      </th>
      <th scope="col" className={styles.attempts}>
        Reruns
      </th>
      <th scope="col" className={styles.owner}>
        Owner
      </th>
      <th scope="col" className={styles.age}>
        Opened
      </th>
    </tr>
  </thead>
);

/** One line of 40 px per case; the whole line leads to it. */
export function IncidentTable({ incidents, goneIds }: IncidentTableProps) {
  return (
    <table className={styles.table} data-live>
      <caption className="only-read">Incidents, newest first</caption>
      <Head />
      <tbody>
        {incidents.map((incident) => (
          <IncidentRow key={incident.id} incident={incident} isGone={goneIds.has(incident.id)} />
        ))}
      </tbody>
    </table>
  );
}

function IncidentRow({ incident, isGone }: { readonly incident: IncidentSummary; readonly isGone: boolean }) {
  const done = doneText(incident);
  return (
    <tr data-gone={isGone} title={isGone ? 'No longer matches the filters' : undefined}>
      <td>
        <StateBadge status={incident.status} shadow={incident.shadow} />
      </td>
      <td>
        <span className={styles.pair}>
          <Link
            to="/incidents/$incidentId"
            params={{ incidentId: incident.id }}
            className={styles.link}
            data-incident-link
            title={incident.job.name}
          >
            {incident.job.name}
          </Link>
          <span className={styles.run} title={incident.run.key}>
            {incident.run.key}
          </span>
        </span>
      </td>
      <td title={incident.rootCause ?? undefined}>
        {incident.cause !== null && (
          <span className="row">
            {incident.method !== null && <Mark kind={markOfMethod(incident.method)} label={`Diagnosed ${methodWords[incident.method]}`} />}
            <span className="clip">{causeWords[incident.cause]}</span>
            {incident.confidence !== null && <span className={`muted ${styles.confidence}`}>{incident.confidence.toFixed(2)}</span>}
          </span>
        )}
      </td>
      <td title={done}>{done}</td>
      <td className="number">
        {incident.attempts === 0 ? <span className="muted">0</span> : `${incident.attempts} of ${incident.maxAttempts}`}
      </td>
      <td title={incident.owner ?? undefined} className="muted">
        {incident.owner ?? 'Nobody'}
      </td>
      <td className="number">
        <TimeAgo at={incident.openedAt} />
      </td>
    </tr>
  );
}

const widths = [150, 220, 130, 180, 40, 140, 60];

/** The shape of the list that is on its way. */
export function TableSkeleton({ narrow }: { readonly narrow: boolean }) {
  if (narrow) {
    return (
      <div>
        {[1, 2, 3, 4, 5, 6].map((row) => (
          <div key={row} style={{ display: 'grid', gap: 10, padding: '16px 0', borderBottom: '1px solid var(--ns-line)' }}>
            <Bone width={140} />
            <Bone width={240} />
            <Bone width={200} />
          </div>
        ))}
      </div>
    );
  }
  return (
    <table className={styles.table}>
      <Head />
      <tbody>
        {Array.from({ length: 10 }, (_, row) => (
          <tr key={row}>
            {widths.map((width) => (
              <td key={width}>
                <Bone width={width - ((row * 17) % 40)} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
