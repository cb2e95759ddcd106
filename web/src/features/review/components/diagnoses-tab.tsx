import { IconChecks } from '@tabler/icons-react';
import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Chips } from '../../../components/chips.tsx';
import { ChoiceMenu } from '../../../components/choice-menu.tsx';
import filters from '../../../components/filters.module.css';
import { EmptyState } from '../../../components/states.tsx';
import type { Page } from '../../../lib/contract.ts';
import type { ReviewItem, ReviewReason } from '../../../lib/learning-contract.ts';
import { reasonWords } from '../../../lib/review-words.ts';
import { useKeys } from '../../../lib/use-keys.ts';
import { count } from '../../../lib/words.ts';
import { diagnosesQuery } from '../api/review.ts';
import { DiagnosisItem } from './diagnosis-item.tsx';
import { Listed } from './listed.tsx';
import styles from './review.module.css';
import type { TabProps } from './review-screen.tsx';

const shows = { waiting: 'To be reviewed', judged: 'Already judged', all: 'All of 30 days' } as const;

/** Diagnoses that a person should look at: one is open at a time, with what it rests on and what can be said of it. */
export function DiagnosesTab({ search, onSearch }: TabProps) {
  const show = search.show ?? 'waiting';
  const query = useInfiniteQuery(diagnosesQuery({ show, reason: search.reason }));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const [openedId, setOpenedId] = useState<string | null>(null);
  const opened = items.findIndex((item) => item.incident.id === openedId);
  const move = (step: number): void => {
    const next = items[Math.min(items.length - 1, Math.max(0, opened + step))];
    if (next === undefined) return;
    setOpenedId(next.incident.id);
    setTimeout(() => document.getElementById(`review-${next.incident.id}`)?.focus(), 0);
  };
  useKeys({ j: () => move(1), k: () => move(-1), Escape: () => setOpenedId(null) });
  const chips = search.reason === undefined ? [] : [{ field: 'reason', value: search.reason, label: reasonWords[search.reason] }];
  if (query.data !== undefined && items.length === 0 && show === 'waiting' && search.reason === undefined)
    return (
      <>
        <ShowMenu search={search} onSearch={onSearch} />
        <EmptyState title="Nothing waits to be reviewed" icon={<IconChecks size={24} stroke={1.5} />}>
          A diagnosis appears here when it was not certain enough to act on alone, came from the model, found no cause, or when its stages
          disagreed.
        </EmptyState>
      </>
    );
  return (
    <>
      <ShowMenu search={search} onSearch={onSearch} />
      <Chips chips={chips} onRemove={() => onSearch({ ...search, reason: undefined })} onClear={() => onSearch({})} />
      <Diagnoses query={query} openedId={openedId} onOpen={setOpenedId} onNext={() => move(1)} />
    </>
  );
}

function ShowMenu({ search, onSearch }: TabProps) {
  return (
    <div className={`${filters.controls} ${styles.controls}`}>
      <ChoiceMenu
        label={shows[search.show ?? 'waiting']}
        options={shows}
        value={search.show ?? 'waiting'}
        onChoose={(value) => onSearch({ ...search, show: value === 'judged' || value === 'all' ? value : undefined })}
      />
      <ChoiceMenu
        label="Reason"
        options={reasonWords}
        value={search.reason}
        onChoose={(reason) => onSearch({ ...search, reason: reason as ReviewReason | undefined })}
      />
      <span className={`muted small ${styles.keys}`}>
        <kbd>j</kbd> next <kbd>k</kbd> previous <kbd>y</kbd> right <kbd>c</kbd> correct <kbd>f</kbd> no failure
      </span>
    </div>
  );
}

interface DiagnosesProps {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page<ReviewItem>>>;
  readonly openedId: string | null;
  readonly onOpen: (id: string | null) => void;
  readonly onNext: () => void;
}

const Diagnoses = ({ query, openedId, onOpen, onNext }: DiagnosesProps) => (
  <Listed
    query={query}
    what="The diagnoses"
    counted={(number) => count(number, 'diagnosis', 'diagnoses')}
    empty={<EmptyState title="No diagnosis matches">Take a filter off, or look at all of them.</EmptyState>}
  >
    {(items) => (
      <ul>
        {items.map((item) => (
          <DiagnosisItem
            key={item.incident.id}
            item={item}
            isOpen={item.incident.id === openedId}
            onToggle={() => onOpen(item.incident.id === openedId ? null : item.incident.id)}
            onNext={onNext}
          />
        ))}
      </ul>
    )}
  </Listed>
);
