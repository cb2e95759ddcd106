import { IconCheck, IconClock } from '@tabler/icons-react';
import { Countdown } from '../../../components/countdown.tsx';
import type { Proposal } from '../../../lib/contract.ts';
import { useNow } from '../../../lib/use-now.ts';
import styles from './silence.module.css';

/** What happens while nobody decides, step by step. Silence never approves. */
export function Silence({ proposal }: { readonly proposal: Proposal }) {
  const now = useNow(1000);
  const steps = [
    { at: proposal.reminderAt, next: 'Reminder to the same people', done: 'Reminded' },
    { at: proposal.rerouteAt, next: 'Passed on to the next people', done: 'Passed on to the next people' },
    { at: proposal.expiresAt, next: 'Escalated; nothing is run', done: 'Being escalated; nothing is run' },
  ];
  return (
    <>
      <ol className={styles.steps}>
        {steps.flatMap(({ at, next, done }) => {
          if (at === null) return [];
          const isOver = Date.parse(at) <= now;
          return [
            <li key={next} data-over={isOver}>
              {isOver ? <IconCheck size={14} aria-hidden /> : <IconClock size={14} aria-hidden />}
              <span>{isOver ? done : next}</span>
              {!isOver && (
                <span className={styles.when}>
                  in <Countdown until={at} />
                </span>
              )}
            </li>,
          ];
        })}
      </ol>
      {proposal.asked.length > 0 && <p className="muted">Asked so far: {proposal.asked.join(', ')}</p>}
    </>
  );
}
