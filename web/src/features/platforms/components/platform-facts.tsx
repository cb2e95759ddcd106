import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { Platform } from '../../../lib/contract.ts';
import styles from './platforms.module.css';

/** When it was looked at, where the search stands, and what it has. */
export function PlatformFacts({ platform }: { readonly platform: Platform }) {
  const searched = platform.capabilities['listsRuns'] === true;
  return (
    <dl className={styles.facts}>
      <Fact name="Last looked through">{searched ? <Moment at={platform.sweptAt} /> : 'Never: its failures are reported'}</Fact>
      <Fact name="Last checked">
        <Moment at={platform.checkedAt} />
      </Fact>
      <Fact name="Jobs">{platform.jobs}</Fact>
      <Fact name="Open incidents">
        <Link to="/incidents" search={{ platform: platform.id, status: 'open' }}>
          {platform.openIncidents}
        </Link>
      </Fact>
      <Fact name="Connected">
        <TimeAgo at={platform.connectedAt} />
      </Fact>
      {platform.sweepCursor !== null && platform.sweepCursor !== '' && (
        <Fact name="Search stands at" wide>
          <code className={styles.cursor}>{platform.sweepCursor}</code>
        </Fact>
      )}
    </dl>
  );
}

const Fact = ({ name, wide = false, children }: { readonly name: string; readonly wide?: boolean; readonly children: ReactNode }) => (
  <div data-wide={wide}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const Moment = ({ at }: { readonly at: string | null }) => (at === null ? <span className="muted">Not yet</span> : <TimeAgo at={at} />);
