import { useDocumentTitle } from '@mantine/hooks';
import { IconLock } from '@tabler/icons-react';
import { EmptyState } from '../../../components/states.tsx';
import { useRole } from '../../../lib/session.ts';
import { mayOperate, roleWords } from '../../../lib/words.ts';
import styles from './entry.module.css';
import { EntryForm } from './entry-form.tsx';

/** Teaches an entry, alone or below another one. */
export function NewEntryScreen({
  parentId,
  onDone,
}: {
  readonly parentId: string | undefined;
  readonly onDone: (savedId?: string) => void;
}) {
  useDocumentTitle('Teach an entry · Nightshift');
  const role = useRole();
  if (role !== null && !mayOperate(role)) {
    return (
      <EmptyState title="You may not teach entries" icon={<IconLock size={20} />}>
        Your role ({roleWords[role]}) may only look; an operator can teach.
      </EmptyState>
    );
  }
  return (
    <div className={styles.screen}>
      <EntryForm entry={null} parentId={parentId} onDone={onDone} />
    </div>
  );
}
