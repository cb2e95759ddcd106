import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { KnowledgeDetail } from '../../../lib/learning-contract.ts';
import { useRole } from '../../../lib/session.ts';
import { mayOperate } from '../../../lib/words.ts';
import styles from './entry.module.css';

/** The entry it belongs under, and those that belong under it. */
export function Relatives({ entry: { id, parent, children } }: { readonly entry: KnowledgeDetail }) {
  const role = useRole();
  return (
    <section aria-label="Related entries">
      <header className={styles.sectionHead}>
        <h2>Related entries</h2>
        {role !== null && mayOperate(role) && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            renderRoot={(props) => <Link to="/knowledge/new" search={{ parent: id }} {...props} />}
          >
            Add one below
          </Button>
        )}
      </header>
      {parent === null && children.length === 0 ? (
        <p className="muted">It stands alone.</p>
      ) : (
        <ul className={styles.relatives}>
          {parent !== null && (
            <li>
              <span className="muted">Belongs under</span> <EntryLink entry={parent} />
            </li>
          )}
          {children.map((child) => (
            <li key={child.id}>
              <span className="muted">Below it</span> <EntryLink entry={child} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const EntryLink = ({ entry }: { readonly entry: { readonly id: string; readonly title: string } }) => (
  <Link to="/knowledge/$entryId" params={{ entryId: entry.id }}>
    {entry.title}
  </Link>
);
