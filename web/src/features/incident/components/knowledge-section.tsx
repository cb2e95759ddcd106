import { Link } from '@tanstack/react-router';
import { Confident } from '../../../components/confident.tsx';
import { ScoreParts } from '../../../components/score-parts.tsx';
import type { IncidentDetail } from '../../../lib/contract.ts';
import styles from './knowledge-section.module.css';

/** The knowledge entries that the diagnosis looked at, each with its score, and which of them decided. */
export function KnowledgeSection({ incident: { knowledge } }: { readonly incident: IncidentDetail }) {
  return (
    <section aria-label="Known about it">
      <header>
        <h2>Known about it</h2>
      </header>
      {knowledge.length === 0 ? (
        <p className="muted">No knowledge entry came near.</p>
      ) : (
        <ul>
          {knowledge.map((entry) => (
            <li key={`${entry.round} ${entry.id}`} className={styles.entry}>
              <div className={styles.head}>
                <span className={styles.title}>
                  <Link to="/knowledge/$entryId" params={{ entryId: entry.id }}>
                    {entry.title}
                  </Link>
                  {entry.decided && <strong className={styles.decided}>decided</strong>}
                  {entry.state !== 'active' && <span className="muted"> not in use</span>}
                </span>
                <Confident value={entry.score} about="Score" />
              </div>
              {entry.solution !== '' && <p className={styles.solution}>{entry.solution}</p>}
              <ScoreParts parts={entry.parts} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
