import { IconAlertTriangle } from '@tabler/icons-react';
import { ToneBadge } from '../../../components/state-badge.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { Platform } from '../../../lib/contract.ts';
import { abilitiesOf, platformState } from '../../../lib/platform-words.ts';
import { Guarantees } from './guarantees.tsx';
import { PlatformActions } from './platform-actions.tsx';
import { PlatformFacts } from './platform-facts.tsx';
import { PlatformProblems } from './platform-problems.tsx';
import styles from './platforms.module.css';

/** One platform, from its state at a glance down to what it guarantees. */
export function PlatformSection({ platform }: { readonly platform: Platform }) {
  const { tone, words, since } = platformState(platform);
  const can = abilitiesOf(platform);
  return (
    <section id={platform.id} className={styles.section} aria-labelledby={`platform-${platform.id}`}>
      <header className={styles.head}>
        <div className={styles.title}>
          <h2 id={`platform-${platform.id}`}>{platform.id}</h2>
          {platform.kind !== platform.id && <span className="muted">{platform.kind}</span>}
          <ToneBadge tone={tone} pill {...(tone === 'degraded' ? { icon: <IconAlertTriangle size={16} aria-hidden /> } : {})}>
            {words}
            {since !== null && (
              <>
                , since <TimeAgo at={since} />
              </>
            )}
          </ToneBadge>
        </div>
        <PlatformActions platform={platform} />
      </header>
      <PlatformProblems platform={platform} />
      <PlatformFacts platform={platform} />
      <p className="muted">{can === null ? 'Only told of failures by reports.' : `Nightshift ${can} here.`}</p>
      <Guarantees platform={platform} />
    </section>
  );
}
