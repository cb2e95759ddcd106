import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft, IconMail } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Bone, EmptyState } from '../../../components/states.tsx';
import styles from './outbox-screen.module.css';

interface BoxFrameProps {
  readonly list: ReactNode;
  readonly preview: ReactNode;
  readonly hasSelection: boolean;
  readonly onBack: () => void;
}

/** A list of mails beside the one that is read; on narrow screens one after the other. */
export function BoxFrame({ list, preview, hasSelection, onBack }: BoxFrameProps) {
  const isNarrow = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false });
  return (
    <div className={styles.panes} data-open={hasSelection}>
      <section className={styles.mails} aria-label="Mails" data-live>
        {list}
      </section>
      <section className={styles.preview} aria-label="Mail">
        {isNarrow && hasSelection && (
          <Button variant="subtle" color="gray" m={8} leftSection={<IconArrowLeft size={16} />} onClick={onBack}>
            All mails
          </Button>
        )}
        {hasSelection ? (
          preview
        ) : (
          <EmptyState title="Choose a mail" icon={<IconMail size={24} stroke={1.5} />}>
            Its text appears here as it was sent.
          </EmptyState>
        )}
      </section>
    </div>
  );
}

/** One mail as a line of the list. */
export function BoxItem(props: {
  readonly isCurrent: boolean;
  readonly onClick: () => void;
  readonly top: ReactNode;
  readonly when: ReactNode;
  readonly subject: string;
  readonly state?: ReactNode;
}) {
  return (
    <li>
      <button type="button" className={styles.item} aria-current={props.isCurrent} onClick={props.onClick}>
        <span className={styles.line}>
          <span className="clip">{props.top}</span>
          <span className="muted small">{props.when}</span>
        </span>
        <span className={styles.line}>
          <span className="clip muted">{props.subject}</span>
          {props.state ?? <span />}
        </span>
      </button>
    </li>
  );
}

export const BoxSkeleton = () => (
  <div className={styles.panes} data-open="false">
    <div className={styles.mails}>
      {[160, 120, 180, 140, 150, 130].map((width) => (
        <div key={width} style={{ display: 'grid', gap: 10, padding: '14px 24px', borderBottom: '1px solid var(--ns-line)' }}>
          <Bone width={width} />
          <Bone width={width + 120} />
        </div>
      ))}
    </div>
  </div>
);
