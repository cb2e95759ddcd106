import { Link } from '@tanstack/react-router';
import { StateBadge } from '../../../components/state-badge.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { IncidentDetail } from '../../../lib/contract.ts';
import { actionWords } from '../../../lib/words.ts';
import styles from './rows.module.css';

const outcomes: Readonly<Record<string, string>> = {
  verified: 'rerun ended well',
  recovered: 'next run ended well',
  expected: 'meant to be',
  shadow: 'recorded only',
};

/** Other cases with the same fingerprint, and how they ended. */
export function SimilarSection({ incident: { similar, fingerprint } }: { readonly incident: IncidentDetail }) {
  return (
    <section aria-label="Similar cases">
      <header>
        <h2>Similar cases</h2>
        {fingerprint !== null && (
          <span className="muted mono" title={fingerprint}>
            {fingerprint.slice(0, 12)}
          </span>
        )}
      </header>
      {similar.length === 0 ? (
        <p className="muted">No other case has this fingerprint.</p>
      ) : (
        <ul>
          {similar.map((one) => (
            <li key={one.id} className={styles.row}>
              <StateBadge status={one.status} />
              <span className={styles.main}>
                <Link to="/incidents/$incidentId" params={{ incidentId: one.id }}>
                  {one.job}
                </Link>
                <span className="muted">
                  {' '}
                  {[
                    one.action === null ? null : actionWords[one.action],
                    one.resolution === null ? null : (outcomes[one.resolution] ?? one.resolution),
                  ]
                    .filter((part) => part !== null)
                    .join(': ')}
                </span>
              </span>
              <span className={styles.end}>
                <TimeAgo at={one.openedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
