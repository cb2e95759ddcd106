import { Button, Tooltip } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { Suppression } from '../../../lib/learning-contract.ts';
import { useRole } from '../../../lib/session.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { count, mayApprove } from '../../../lib/words.ts';
import { silencedQuery, useReview } from '../api/review.ts';
import styles from './review.module.css';

/** Failures that open no case any more, each with how often it came since; nothing is shown while there is none. */
export function Silenced() {
  const { data } = useQuery(silencedQuery());
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section className={styles.silenced} aria-labelledby="silenced-title">
      <h2 id="silenced-title">Silenced failures</h2>
      <ul>
        {data.items.map((one) => (
          <SilencedRow key={one.id} silenced={one} />
        ))}
      </ul>
    </section>
  );
}

function SilencedRow({ silenced }: { readonly silenced: Suppression }) {
  const role = useRole();
  const { revoke } = useReview();
  const isLocked = role === null || !mayApprove(role);
  const undo = (): void =>
    revoke.mutate(silenced.id, {
      onSuccess: () => toast('Not silenced any more', 'The next such failure opens a case.'),
      onError: (error) => toastError('Still silenced', error),
    });
  return (
    <li className={styles.correctionRow}>
      <IconBellOff size={16} aria-hidden />
      <div className={styles.silencedBody}>
        <div className={styles.correctionText}>
          <p>
            {silenced.rootCause ?? 'A failure without a known cause'}{' '}
            <Link to="/incidents/$incidentId" params={{ incidentId: silenced.incidentId }}>
              the case
            </Link>
          </p>
          <p className="muted">{silenced.reason}</p>
          <p className="muted small">
            {silenced.person}, <TimeAgo at={silenced.createdAt} /> · came {count(silenced.failures, 'time')} since
          </p>
        </div>
        <Tooltip label="An approver can end it" disabled={!isLocked || role === null}>
          <Button
            variant="default"
            size="compact-sm"
            data-disabled={isLocked}
            loading={revoke.isPending}
            onClick={isLocked ? undefined : undo}
          >
            Open cases again
          </Button>
        </Tooltip>
      </div>
    </li>
  );
}
