import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { QueryView } from '../../../components/query-view.tsx';
import { Bone } from '../../../components/states.tsx';
import type { KnowledgeDetail } from '../../../lib/learning-contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { useLiveRenewal } from '../../../lib/use-live-renewal.ts';
import { entryQuery, knowledgeKinds } from '../api/knowledge.ts';
import { Comments } from './comments.tsx';
import { ConfidenceHistory } from './confidence-history.tsx';
import styles from './entry.module.css';
import { EntryFacts } from './entry-facts.tsx';
import { EntryForm } from './entry-form.tsx';
import { EntryHeader } from './entry-header.tsx';
import { Relatives } from './relatives.tsx';

interface EntryScreenProps {
  readonly entryId: string;
  readonly editing: boolean;
  readonly onEdit: (editing: boolean) => void;
}

/** One entry: what the failure looks like and what solves it on the left, how it has done on the right. */
export function EntryScreen({ entryId, editing, onEdit }: EntryScreenProps) {
  const query = useQuery(entryQuery(entryId));
  useLiveRenewal(queryKeys.knowledge, knowledgeKinds);
  useDocumentTitle(query.data === undefined ? 'Knowledge · Nightshift' : `${query.data.title} · Nightshift`);
  return (
    <div className={styles.screen}>
      <QueryView query={query} what="This entry" skeleton={<EntrySkeleton />}>
        {(entry: KnowledgeDetail) =>
          editing ? (
            <EntryForm entry={entry} onDone={() => onEdit(false)} />
          ) : (
            <>
              <EntryHeader entry={entry} onEdit={() => onEdit(true)} />
              <div className={styles.columns} data-live>
                <EntryText entry={entry} />
                <div className={styles.side}>
                  <EntryFacts entry={entry} />
                  <Relatives entry={entry} />
                  <ConfidenceHistory entryId={entry.id} />
                  <Comments entry={entry} />
                </div>
              </div>
            </>
          )
        }
      </QueryView>
    </div>
  );
}

const EntryText = ({ entry }: { readonly entry: KnowledgeDetail }) => (
  <div className={styles.text}>
    <Part title="What it looks like" empty="Told by its patterns only.">
      {entry.symptom !== '' && <p className={styles.symptom}>{entry.symptom}</p>}
    </Part>
    <Part title="Why it happens" empty="Nobody has explained it yet.">
      {entry.explanation !== '' && <p className={styles.prose}>{entry.explanation}</p>}
    </Part>
    <Part title="What solves it" empty="No solution is known yet.">
      {entry.solution !== '' && <p className={styles.prose}>{entry.solution}</p>}
    </Part>
    {entry.patterns.length > 0 && (
      <Part title="Patterns">
        <ul className={styles.patterns}>
          {entry.patterns.map((pattern) => (
            <li key={pattern}>
              <code>{pattern}</code>
            </li>
          ))}
        </ul>
      </Part>
    )}
  </div>
);

function Part({ title, empty, children }: { readonly title: string; readonly empty?: string; readonly children: ReactNode }) {
  return (
    <section>
      <h2>{title}</h2>
      {children === false ? <p className="muted">{empty}</p> : children}
    </section>
  );
}

const EntrySkeleton = () => (
  <>
    <div style={{ display: 'grid', gap: 12, padding: '20px 0 24px' }}>
      <Bone width={320} height={24} />
      <Bone width={420} />
    </div>
    <div className={styles.columns}>
      <div style={{ display: 'grid', gap: 16, alignContent: 'start' }}>
        <Bone width={120} />
        <Bone width="100%" height={72} />
        <Bone width={120} />
        <Bone width="100%" height={96} />
      </div>
      <div style={{ display: 'grid', gap: 16, alignContent: 'start' }}>
        {[200, 240, 180, 220].map((width) => (
          <Bone key={width} width={width} />
        ))}
      </div>
    </div>
  </>
);
