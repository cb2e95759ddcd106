import { useQuery } from '@tanstack/react-query';
import { Mark, markOfActor } from '../../../components/mark.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { Bone } from '../../../components/states.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import { confidenceText } from '../../../lib/words.ts';
import { historyQuery } from '../api/knowledge.ts';
import styles from './entry.module.css';

/** How the confidence moved and why, newest first. */
export function ConfidenceHistory({ entryId }: { readonly entryId: string }) {
  const query = useQuery(historyQuery(entryId));
  return (
    <section aria-label="Confidence over time">
      <header className={styles.sectionHead}>
        <h2>Confidence over time</h2>
      </header>
      <QueryView query={query} what="The history" skeleton={<Bone width={220} />}>
        {({ confidence }) =>
          confidence.length === 0 ? (
            <p className="muted">It has not moved yet. Outcomes and people move it.</p>
          ) : (
            <ol>
              {confidence.map((change) => (
                <li key={`${change.at} ${change.after}`} className={styles.move}>
                  <Mark kind={markOfActor(change.actor)} label={change.actor.name} />
                  <span className={styles.moveText}>
                    <span className="only-read">from </span>
                    {confidenceText(change.before)} <span aria-hidden>→</span>
                    <span className="only-read"> to </span> <strong>{confidenceText(change.after)}</strong>{' '}
                    <span className="muted">{change.reason}</span>
                  </span>
                  <span className="muted small">
                    <TimeAgo at={change.at} />
                  </span>
                </li>
              ))}
            </ol>
          )
        }
      </QueryView>
    </section>
  );
}
