import { useDocumentTitle } from '@mantine/hooks';
import { IconLock } from '@tabler/icons-react';
import { EmptyState } from '../../../components/states.tsx';
import { useRole } from '../../../lib/session.ts';
import { mayApprove, roleWords } from '../../../lib/words.ts';
import styles from './rule.module.css';
import { RuleForm } from './rule-form.tsx';

/** Writes a rule of one's own. */
export function NewRuleScreen({ onDone }: { readonly onDone: (savedId?: string) => void }) {
  useDocumentTitle('Write a rule · Nightshift');
  const role = useRole();
  if (role !== null && !mayApprove(role)) {
    return (
      <EmptyState title="You may not write rules" icon={<IconLock size={20} />}>
        Your role ({roleWords[role]}) cannot change rules; an approver or admin can.
      </EmptyState>
    );
  }
  return (
    <div className={styles.screen}>
      <RuleForm rule={null} onDone={onDone} />
    </div>
  );
}
