import { Button } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { Diff } from '../../../components/diff.tsx';
import type { ProposalItem } from '../../../lib/contract.ts';
import { actionWords, confidenceText } from '../../../lib/words.ts';
import styles from './changed-notice.module.css';

interface ChangedNoticeProps {
  readonly before: ProposalItem;
  readonly now: ProposalItem;
  readonly onAccept: () => void;
}

/** The proposal changed while it was read: both versions side by side, and nothing can be decided before the new one is taken. */
export function ChangedNotice({ before, now, onAccept }: ChangedNoticeProps) {
  return (
    <section className={styles.notice} role="alert" aria-label="The proposal has changed">
      <div className={styles.head}>
        <IconArrowsExchange size={16} aria-hidden />
        <strong>This proposal changed while you were reading.</strong>
        <span>Nothing was decided.</span>
      </div>
      <div className={styles.versions}>
        <Version title="You were reading" item={before} />
        <Version title="Now" item={now} />
      </div>
      <Button onClick={onAccept}>Continue with the new version</Button>
    </section>
  );
}

function Version({ title, item: { proposal } }: { readonly title: string; readonly item: ProposalItem }) {
  return (
    <div className={styles.version}>
      <h3>{title}</h3>
      <p>
        {actionWords[proposal.action]} · {proposal.riskTier} · {confidenceText(proposal.confidence)}
      </p>
      <Diff changes={proposal.changes} />
      <p className="muted">{proposal.reason}</p>
    </div>
  );
}
