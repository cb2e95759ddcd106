import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Confident } from '../../../components/confident.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { KnowledgeDetail } from '../../../lib/learning-contract.ts';
import { duration } from '../../../lib/time.ts';
import { actionWords, causeWords, count, originWords, severityWords } from '../../../lib/words.ts';
import styles from './entry.module.css';

/** How the entry has done, and how it is filed. */
export function EntryFacts({ entry }: { readonly entry: KnowledgeDetail }) {
  const { cause, origin, action, severity, successes, failures, uses, resolutionSeconds, lastUsedAt } = entry;
  const outcomes = successes + failures;
  return (
    <section aria-label="Facts">
      <dl className={styles.facts}>
        <Fact label="Confidence">
          <Confident value={entry.confidence} />
        </Fact>
        <Fact label="Record">
          {outcomes === 0 ? 'Not tried yet' : `Worked ${successes} of ${count(outcomes, 'time')}`}
          {resolutionSeconds !== null && `, about ${duration(resolutionSeconds * 1000)}`}
        </Fact>
        <Fact label="Consulted">
          {count(uses, 'time')}
          {lastUsedAt !== null && (
            <>
              , last <TimeAgo at={lastUsedAt} />
            </>
          )}
        </Fact>
        {cause !== null && <Fact label="Cause">{causeWords[cause]}</Fact>}
        {origin !== null && <Fact label="Origin">{originWords[origin]}</Fact>}
        {action !== null && <Fact label="Action">{actionWords[action]}</Fact>}
        {severity !== null && <Fact label="Severity">{severityWords[severity]}</Fact>}
        {entry.service !== null && <Fact label="Service">{entry.service}</Fact>}
        <Fact label="Collection">
          <Link to="/knowledge" search={{ collection: entry.collection }}>
            {entry.collection}
          </Link>
          {entry.category !== null && ` · ${entry.category}`}
        </Fact>
        {entry.tags.length > 0 && (
          <Fact label="Tags">
            <span className={styles.tags}>
              {entry.tags.map((tag) => (
                <Link key={tag} to="/knowledge" search={{ tag }} className={styles.tag}>
                  {tag}
                </Link>
              ))}
            </span>
          </Fact>
        )}
      </dl>
    </section>
  );
}

const Fact = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className={styles.fact}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);
