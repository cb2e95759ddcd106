import { Button, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ReplayResult } from '../../../components/replay-result.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import { messageOf } from '../../../lib/api-error.ts';
import type { KnowledgeEntry } from '../../../lib/learning-contract.ts';
import { useRole } from '../../../lib/session.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { mayOperate } from '../../../lib/words.ts';
import { useKnowledgeChanges } from '../api/changes.ts';
import { Provenance } from './entry-state.tsx';
import styles from './knowledge.module.css';

interface CandidateProps {
  readonly entry: KnowledgeEntry;
  readonly onRetire: () => void;
}

/** One candidate: first its replay, then the decision; where the replay cannot be had, the decision without it. */
export function Candidate({ entry, onRetire }: CandidateProps) {
  const { confirm, replay } = useKnowledgeChanges();
  const worse = replay.data?.worse ?? 0;
  const accept = (): void =>
    confirm.mutate(entry.id, {
      onSuccess: () => toast('Entry confirmed', `“${entry.title}” is used from the next failure on.`),
      onError: (error) => toastError('Not confirmed', error),
    });
  return (
    <li className={styles.candidate}>
      <Provenance provenance={entry.provenance} author={entry.author} />
      <div className={styles.candidateText}>
        <About entry={entry} />
        {replay.data !== undefined && <ReplayResult replay={replay.data} />}
        {replay.isError && (
          <p role="alert">The stored cases could not be replayed: {messageOf(replay.error)}. The entry can be confirmed all the same.</p>
        )}
      </div>
      <Actions entry={entry} onRetire={onRetire}>
        {(isLocked) =>
          replay.data === undefined && !replay.isError ? (
            <Button size="compact-sm" disabled={isLocked} loading={replay.isPending} onClick={() => replay.mutate(entry.id)}>
              Replay over stored cases
            </Button>
          ) : (
            <Button size="compact-sm" color={worse > 0 ? 'red' : 'night'} disabled={isLocked} loading={confirm.isPending} onClick={accept}>
              {worse > 0 ? `Confirm although ${worse} would get worse` : 'Confirm'}
            </Button>
          )
        }
      </Actions>
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

function Actions({ entry, onRetire, children }: CandidateProps & { readonly children: (isLocked: boolean) => ReactNode }) {
  const role = useRole();
  const why = role === null || mayOperate(role) ? null : 'An operator can confirm and retire entries';
  return (
    <Tooltip label={why} disabled={why === null}>
      <div className={styles.candidateActions}>
        {children(why !== null)}
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
  );
}
