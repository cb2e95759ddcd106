import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Confident } from '../../../components/confident.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { ScoreParts } from '../../../components/score-parts.tsx';
import { Bone, EmptyState } from '../../../components/states.tsx';
import type { KnowledgeHit } from '../../../lib/learning-contract.ts';
import { causeWords, count } from '../../../lib/words.ts';
import { foundQuery } from '../api/knowledge.ts';
import { Worked } from './entry-list.tsx';
import { EntryState, Provenance } from './entry-state.tsx';
import styles from './knowledge.module.css';

interface FoundListProps {
  readonly text: string;
  readonly collection: string | undefined;
  readonly onClear: () => void;
}

/** What is like a text, best first, each with what its score is made of. */
export function FoundList({ text, collection, onClear }: FoundListProps) {
  const query = useQuery(foundQuery(text, collection));
  return (
    <QueryView query={query} what="The search" skeleton={<FoundSkeleton />}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState
            title="Nothing like it is known"
            actions={
              <>
                <Button renderRoot={(props) => <Link to="/knowledge/new" {...props} />}>Teach an entry</Button>
                <Button variant="default" onClick={onClear}>
                  Show all entries
                </Button>
              </>
            }
          >
            Nothing comes near enough in meaning, in words or by a pattern.
          </EmptyState>
        ) : (
          <div data-live>
            <p className="muted small" role="status">
              {count(items.length, 'entry', 'entries')}, the most alike first
            </p>
            <ol>
              {items.map((hit) => (
                <Hit key={hit.entry.id} hit={hit} />
              ))}
            </ol>
          </div>
        )
      }
    </QueryView>
  );
}

function Hit({ hit: { entry, score, parts } }: { readonly hit: KnowledgeHit }) {
  return (
    <li className={styles.hit}>
      <div className={styles.hitHead}>
        <span className="row">
          <Provenance provenance={entry.provenance} author={entry.author} />
          <Link to="/knowledge/$entryId" params={{ entryId: entry.id }} className={styles.title}>
            {entry.title}
          </Link>
        </span>
        <span className="row">
          {entry.state !== 'active' && <EntryState state={entry.state} />}
          <Confident value={score} about="Score" />
        </span>
      </div>
      <p className={styles.excerpt}>{entry.solution === '' ? entry.symptom : entry.solution}</p>
      <p className={styles.hitFacts}>
        <ScoreParts parts={parts} />
        <span className="muted">
          {entry.collection}
          {entry.cause !== null && ` · ${causeWords[entry.cause]}`} · worked <Worked entry={entry} />
        </span>
      </p>
    </li>
  );
}

const FoundSkeleton = () => (
  <div>
    {[260, 220, 300, 240].map((width) => (
      <div key={width} className={styles.hit}>
        <Bone width={width} />
        <Bone width="80%" />
        <Bone width={width + 120} />
      </div>
    ))}
  </div>
);
