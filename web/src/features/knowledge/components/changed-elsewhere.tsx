import { Button } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { type Draft, differences, fieldWords } from '../api/draft.ts';
import styles from './entry-form.module.css';

interface ChangedElsewhereProps {
  readonly base: Draft;
  readonly theirs: Draft;
  readonly by: string;
  readonly onTake: () => void;
  readonly onKeep: () => void;
}

/** Somebody else saved the entry while it was edited: shows what they changed, and asks whose version goes on. */
export function ChangedElsewhere({ base, theirs, by, onTake, onKeep }: ChangedElsewhereProps) {
  const changed = differences(base, theirs);
  return (
    <section className={styles.changed} role="alert" aria-label="The entry has changed">
      <p className="row">
        <IconArrowsExchange size={16} aria-hidden />
        <strong>{by} changed this entry while you were editing.</strong>
      </p>
      {changed.length === 0 ? (
        <p className="muted">Its text is the same; only its state or record moved.</p>
      ) : (
        <dl className={styles.theirs}>
          {changed.map((field) => (
            <div key={field}>
              <dt>{fieldWords[field]}</dt>
              <dd>{theirs[field] === '' ? <span className="muted">emptied</span> : theirs[field]}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className={styles.actions}>
        <Button variant="default" onClick={onTake}>
          Take theirs, drop mine
        </Button>
        <Button variant="default" onClick={onKeep}>
          Keep mine over theirs
        </Button>
      </div>
    </section>
  );
}
