import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useDisclosure, useDocumentTitle, useMediaQuery } from '@mantine/hooks';
import { IconKeyboard } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Bone, ErrorState, StaleNotice } from '../../../components/states.tsx';
import { announce } from '../../../lib/announce.ts';
import { useKeys } from '../../../lib/use-keys.ts';
import { count } from '../../../lib/words.ts';
import { usePendingVerdicts } from '../api/pending-verdicts.ts';
import { proposalsQuery } from '../api/proposals.ts';
import { AllClear } from './all-clear.tsx';
import styles from './approvals-screen.module.css';
import { DecisionPane, DecisionSkeleton } from './decision-pane.tsx';
import { KeyHelp } from './key-help.tsx';
import { Queue } from './queue.tsx';

/** The inbox: what waits on the left, the one decision on the right. */
export function ApprovalsScreen({ incidentId }: { readonly incidentId: string | undefined }) {
  useDocumentTitle('Approvals · Nightshift');
  const navigate = useNavigate();
  const [helpOpened, help] = useDisclosure(false);
  const isNarrow = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false });
  const query = useInfiniteQuery(proposalsQuery());
  const pending = usePendingVerdicts();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const currentId = incidentId ?? (isNarrow ? null : (items[0]?.incident.id ?? null));
  useNews(query.data === undefined ? null : items.map((item) => item.incident.id));

  const show = (id: string | undefined, replace = false): void => {
    void navigate({ to: '/approvals/{-$incidentId}', params: { incidentId: id }, replace });
    if (id !== undefined) document.querySelector(`[data-queue-item="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const move = (step: number): void => {
    const position = items.findIndex((item) => item.incident.id === currentId);
    const next = items[Math.min(items.length - 1, Math.max(0, position + step))];
    if (next !== undefined) show(next.incident.id, true);
  };
  /** After a verdict: the next that still waits, the one before at the end, nothing when it was the last. */
  const next = (decided: string): void => {
    const waiting = items.filter((item) => !pending.some((one) => one.incidentId === item.incident.id) || item.incident.id === decided);
    const position = waiting.findIndex((item) => item.incident.id === decided);
    show((waiting[position + 1] ?? waiting[position - 1])?.incident.id, true);
    setTimeout(() => document.getElementById('decision-title')?.focus(), 60);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => (isNarrow && currentId === null ? move(1) : document.getElementById('decision-title')?.focus()),
    '?': help.open,
  });

  if (query.data === undefined && query.isError)
    return <ErrorState error={query.error} what="The approvals" retry={() => void query.refetch()} />;
  if (query.data !== undefined && items.length === 0 && incidentId === undefined) return <AllClear />;
  return (
    <div className={styles.screen} data-open={currentId !== null}>
      <section className={styles.queue} aria-label="Waiting for a decision">
        <div className={styles.queueHead}>
          <h1>Approvals</h1>
          <Tooltip label="Keys">
            <ActionIcon className={styles.keys ?? ''} variant="subtle" color="gray" onClick={help.open} aria-label="Keyboard help">
              <IconKeyboard size={18} />
            </ActionIcon>
          </Tooltip>
        </div>
        {query.isError && <StaleNotice since={query.dataUpdatedAt} error={query.error} retry={() => void query.refetch()} />}
        {query.data === undefined ? <QueueSkeleton /> : <Queue items={items} currentId={currentId} pending={pending} />}
        {query.data !== undefined && items.length === 0 && <p className={`${styles.more} muted`}>Nothing else waits.</p>}
        {query.hasNextPage && (
          <div className={styles.more}>
            <Button variant="default" fullWidth loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </section>
      <div className={styles.pane}>
        {currentId === null ? (
          query.data === undefined && (
            <div style={{ padding: '16px 32px' }}>
              <DecisionSkeleton />
            </div>
          )
        ) : (
          <DecisionPane
            key={currentId}
            incidentId={currentId}
            listed={items.find((item) => item.incident.id === currentId) ?? null}
            kept={pending.find((one) => one.incidentId === currentId) ?? null}
            onDecided={next}
            onBack={isNarrow ? () => show(undefined) : null}
          />
        )}
      </div>
      <KeyHelp opened={helpOpened} onClose={help.close} />
    </div>
  );
}

/** Says aloud when something new waits. */
function useNews(ids: readonly string[] | null): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const joined = ids?.join(' ');
  useEffect(() => {
    if (joined === undefined) return;
    const now = new Set(joined === '' ? [] : joined.split(' '));
    const fresh = [...now].filter((id) => known.current !== null && !known.current.has(id)).length;
    if (fresh > 0) announce(`${count(fresh, 'new decision')} waiting`);
    known.current = now;
  }, [joined]);
}

const QueueSkeleton = () => (
  <div aria-busy="true">
    <span className="only-read">The approvals are being loaded</span>
    {[150, 110, 170, 130].map((width) => (
      <div key={width} className={styles.skeletonItem}>
        <Bone width={width} />
        <Bone width={width + 60} />
      </div>
    ))}
  </div>
);
