import { Link } from '@tanstack/react-router';
import { StateBadge } from '../../../components/state-badge.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { IncidentSummary } from '../../../lib/contract.ts';
import { doneText } from '../../../lib/incident-words.ts';
import { causeWords } from '../../../lib/words.ts';
import styles from './incident-cards.module.css';

/** The list on narrow screens: the same facts, stacked. */
export function IncidentCards({
  incidents,
  goneIds,
}: {
  readonly incidents: readonly IncidentSummary[];
  readonly goneIds: ReadonlySet<string>;
}) {
  return (
    <ul data-live>
      {incidents.map((incident) => {
        const facts = [incident.cause === null ? null : causeWords[incident.cause], doneText(incident)].filter(
          (fact) => fact !== null && fact !== '',
        );
        return (
          <li key={incident.id} data-gone={goneIds.has(incident.id)} className={styles.card}>
            <Link to="/incidents/$incidentId" params={{ incidentId: incident.id }} className={styles.link} data-incident-link>
              <span className={styles.line}>
                <span className={`${styles.job} clip`}>{incident.job.name}</span>
                <span className="muted small">
                  <TimeAgo at={incident.openedAt} />
                </span>
              </span>
              <span className={styles.line}>
                <StateBadge status={incident.status} shadow={incident.shadow} />
                {incident.attempts > 0 && (
                  <span className="muted small">
                    {incident.attempts} of {incident.maxAttempts} reruns
                  </span>
                )}
              </span>
              <span className={`${styles.facts} clip`}>{facts.join(' · ')}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
