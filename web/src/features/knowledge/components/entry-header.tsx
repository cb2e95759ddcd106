import { Button, Menu, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { CopyId } from '../../../components/copy-id.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import { provenanceWords } from '../../../lib/knowledge-words.ts';
import type { KnowledgeDetail } from '../../../lib/learning-contract.ts';
import { useRole } from '../../../lib/session.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { mayOperate } from '../../../lib/words.ts';
import { useKnowledgeChanges } from '../api/changes.ts';
import { CandidateReplay, ConfirmCandidate } from './confirm-candidate.tsx';
import styles from './entry.module.css';
import { type EntryDialog, EntryDialogs } from './entry-dialogs.tsx';
import { EntryState, Provenance } from './entry-state.tsx';

/** What the entry is, where it comes from, and what a person can do with it now. */
export function EntryHeader({ entry, onEdit }: { readonly entry: KnowledgeDetail; readonly onEdit: () => void }) {
  const { replay } = useKnowledgeChanges();
  return (
    <header className={styles.header}>
      <Link to="/knowledge" search={{}} className={styles.back}>
        <IconChevronLeft size={14} aria-hidden /> Knowledge
      </Link>
      <div className={styles.top}>
        <div className={styles.title}>
          <h1>{entry.title}</h1>
          <EntryState state={entry.state} pill />
        </div>
        <EntryActions entry={entry} replay={replay} onEdit={onEdit} />
      </div>
      <div className={styles.sub}>
        <span className="row">
          <Provenance provenance={entry.provenance} author={entry.author} />
          {provenanceWords[entry.provenance]}
          {entry.provenance !== 'builtin' && `, ${entry.author}`}
        </span>
        <span>
          changed <TimeAgo at={entry.updatedAt} />
          {entry.editedBy !== null && ` by ${entry.editedBy}`}, version {entry.version}
        </span>
        {entry.sourceIncidentId !== null && (
          <Link to="/incidents/$incidentId" params={{ incidentId: entry.sourceIncidentId }}>
            The case it comes from
          </Link>
        )}
        <CopyId id={entry.id} label="entry id" />
      </div>
      {entry.state === 'candidate' && <CandidateReplay replay={replay} />}
    </header>
  );
}

interface ActionsProps {
  readonly entry: KnowledgeDetail;
  readonly replay: ReturnType<typeof useKnowledgeChanges>['replay'];
  readonly onEdit: () => void;
}

function EntryActions({ entry, replay, onEdit }: ActionsProps) {
  const role = useRole();
  const [dialog, setDialog] = useState<EntryDialog | null>(null);
  const { confirm } = useKnowledgeChanges();
  const isLocked = role === null || !mayOperate(role);
  const bringBack = (): void =>
    confirm.mutate(entry.id, {
      onSuccess: () => toast('Entry brought back', 'It is used from the next failure on.'),
      onError: (error) => toastError('Not brought back', error),
    });
  return (
    <Tooltip label="Your role may only look; an operator can change entries" disabled={!isLocked || role === null}>
      <div className={styles.actions}>
        {entry.state === 'candidate' && <ConfirmCandidate entry={entry} replay={replay} isLocked={isLocked} />}
        {entry.state === 'retired' && (
          <Button onClick={bringBack} loading={confirm.isPending} disabled={isLocked}>
            Bring back
          </Button>
        )}
        <Button variant="default" onClick={onEdit} disabled={isLocked}>
          Edit
        </Button>
        <Menu>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={14} />} disabled={isLocked}>
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setDialog('worked')}>The solution worked…</Menu.Item>
            <Menu.Item onClick={() => setDialog('failed')}>The solution did not work…</Menu.Item>
            <Menu.Item onClick={() => setDialog('trust')}>Set the confidence…</Menu.Item>
            {entry.state !== 'retired' && <Menu.Item onClick={() => setDialog('retire')}>Retire…</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
        <EntryDialogs entry={entry} dialog={dialog} onClose={() => setDialog(null)} />
      </div>
    </Tooltip>
  );
}
