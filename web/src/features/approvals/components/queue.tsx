import { Link } from '@tanstack/react-router';
import { Countdown } from '../../../components/countdown.tsx';
import type { ProposalItem } from '../../../lib/contract.ts';
import { useNow } from '../../../lib/use-now.ts';
import { causeWords, confidenceText, riskWords } from '../../../lib/words.ts';
import type { PendingVerdict } from '../api/pending-verdicts.ts';
import styles from './queue.module.css';

const urgentMs = 15 * 60_000;

interface QueueProps {
  readonly items: readonly ProposalItem[];
  readonly currentId: string | null;
  readonly pending: readonly PendingVerdict[];
}

/** What waits, most urgent first; each a link, so that it opens in place, in a tab, or by keyboard. */
export function Queue({ items, currentId, pending }: QueueProps) {
  return (
    <ul data-live>
      {items.map((item) => (
        <li key={item.incident.id}>
          <QueueItem
            item={item}
            isCurrent={item.incident.id === currentId}
            kept={pending.some((one) => one.incidentId === item.incident.id)}
          />
        </li>
      ))}
    </ul>
  );
}

function QueueItem({ item, isCurrent, kept }: { readonly item: ProposalItem; readonly isCurrent: boolean; readonly kept: boolean }) {
  const { incident, proposal, diagnosis } = item;
  const isUrgent = Date.parse(proposal.expiresAt) - useNow(10_000) < urgentMs;
  return (
    <Link
      to="/approvals/{-$incidentId}"
      params={{ incidentId: incident.id }}
      className={styles.item}
      data-current={isCurrent}
      data-queue-item={incident.id}
    >
      <span className={styles.line}>
        <span className={`${styles.job} clip`} title={incident.job.name}>
          {incident.job.name}
        </span>
        <span className={styles.left} data-urgent={isUrgent && !kept}>
          {kept ? 'verdict kept' : <Countdown until={proposal.expiresAt} short over="expired" />}
        </span>
      </span>
      <span className={styles.line}>
        <span className={`${styles.cause} clip`}>
          {diagnosis === null ? 'No diagnosis' : `${causeWords[diagnosis.cause]} · ${confidenceText(diagnosis.confidence)}`}
        </span>
        <span className={styles.tier} title={`Risk ${proposal.riskTier}: ${riskWords[proposal.riskTier]}`}>
          {proposal.riskTier}
        </span>
      </span>
    </Link>
  );
}
