import { IconAlertTriangle } from '@tabler/icons-react';
import { ToneBadge } from '../../../components/state-badge.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { Platform } from '../../../lib/contract.ts';
import styles from './platforms.module.css';

/** What keeps the search from going on, and what the last check found to put right. */
export function PlatformProblems({ platform: { id, sweepError, sweepErrorSince, findings, checkedAt } }: { readonly platform: Platform }) {
  if (sweepError === null && findings.length === 0) return null;
  return (
    <ul className={styles.problems} aria-label={`What to put right about ${id}`}>
      {sweepError !== null && (
        <li>
          <ToneBadge tone="failed">Search</ToneBadge>
          <div>
            <p>{sweepError}</p>
            <p className="muted small">
              {sweepErrorSince !== null && (
                <>
                  First failed <TimeAgo at={sweepErrorSince} />.{' '}
                </>
              )}
              The search goes on where it stands once it can.
            </p>
          </div>
        </li>
      )}
      {findings.map(({ level, message }) => (
        <li key={`${level} ${message}`}>
          <Level level={level} />
          <div>
            <p>{message}</p>
            {checkedAt !== null && (
              <p className="muted small">
                Found <TimeAgo at={checkedAt} />
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

const Level = ({ level }: Pick<Platform['findings'][number], 'level'>) =>
  level === 'error' ? (
    <ToneBadge tone="failed">Error</ToneBadge>
  ) : (
    <ToneBadge tone="degraded" icon={<IconAlertTriangle size={16} aria-hidden />}>
      Warning
    </ToneBadge>
  );
