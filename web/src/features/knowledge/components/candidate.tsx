import { Button, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { KnowledgeEntry } from '../../../lib/learning-contract.ts';
import { useRole } from '../../../lib/session.ts';
import { mayOperate } from '../../../lib/words.ts';
import { useKnowledgeChanges } from '../api/changes.ts';
import { CandidateReplay, ConfirmCandidate } from './confirm-candidate.tsx';
import { Provenance } from './entry-state.tsx';
import styles from './knowledge.module.css';

interface CandidateProps {
  readonly entry: KnowledgeEntry;
  readonly onRetire: () => void;
}

/** What a machine wrote down, with what a person can do about it. */
export function Candidate({ entry, onRetire }: CandidateProps) {
  const role = useRole();
  const { replay } = useKnowledgeChanges();
  const why = role === null || mayOperate(role) ? null : 'An operator can confirm and retire entries';
  return (
    <li className={styles.candidate}>
      <Provenance provenance={entry.provenance} author={entry.author} />
      <div className={styles.candidateText}>
        <About entry={entry} />
        <CandidateReplay replay={replay} />
      </div>
      <Tooltip label={why} disabled={why === null}>
        <div className={styles.candidateActions}>
          <ConfirmCandidate entry={entry} replay={replay} isLocked={why !== null} size="compact-sm" />
          <Button
            size="compact-sm"
            variant="default"
            disabled={why !== null}
            renderRoot={(props) => <Link to="/knowledge/$entryId" params={{ entryId: entry.id }} search={{ edit: true }} {...props} />}
          >
            Edit…
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" disabled={why !== null} onClick={onRetire}>
            Retire…
          </Button>
        </div>
      </Tooltip>
    </li>
  );
}

function About({ entry }: { readonly entry: KnowledgeEntry }) {
  return (
    <>
      <Link to="/knowledge/$entryId" params={{ entryId: entry.id }} className={styles.title}>
        {entry.title}
      </Link>
      <p className={styles.excerpt}>{entry.solution === '' ? entry.symptom : entry.solution}</p>
      <p className="muted small">
        <TimeAgo at={entry.createdAt} />
        {entry.sourceIncidentId !== null && (
          <>
            {' '}
            from{' '}
            <Link to="/incidents/$incidentId" params={{ incidentId: entry.sourceIncidentId }}>
              a resolved case
            </Link>
          </>
        )}
      </p>
    </>
  );
}
