import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { PageFrame } from '../../../components/page.tsx';
import type { ReviewReason } from '../../../lib/learning-contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { reviewCountQuery } from '../../../lib/review-count.ts';
import { useLiveRenewal } from '../../../lib/use-live-renewal.ts';
import { reviewKinds } from '../api/review.ts';
import { CorrectionsTab } from './corrections-tab.tsx';
import { DiagnosesTab } from './diagnoses-tab.tsx';
import { FeedbackTab } from './feedback-tab.tsx';
import styles from './review.module.css';
import { SuggestionsTab } from './suggestions-tab.tsx';

export interface ReviewSearch {
  readonly tab?: 'feedback' | 'suggestions' | 'corrections' | undefined;
  readonly show?: 'judged' | 'all' | undefined;
  readonly reason?: ReviewReason | undefined;
  readonly state?: 'accepted' | 'rejected' | undefined;
  readonly q?: string | undefined;
  readonly person?: string | undefined;
}
export interface TabProps {
  readonly search: ReviewSearch;
  readonly onSearch: (search: ReviewSearch, options?: { readonly replace?: boolean }) => void;
}

/** Where people look at what was diagnosed and decided, and set it right; what they say takes effect at once. */
export function ReviewScreen({ search, onSearch }: TabProps) {
  useLiveRenewal(queryKeys.review, reviewKinds);
  const waiting = useQuery(reviewCountQuery()).data;
  const tab = search.tab ?? 'diagnoses';
  return (
    <PageFrame title="Review">
      <Tabs value={tab} onChange={(value) => onSearch(value === 'diagnoses' ? {} : { tab: value as 'feedback' })} keepMounted={false}>
        <Tabs.List className={styles.tabs ?? ''}>
          <Tabs.Tab value="diagnoses">
            Diagnoses <Count number={waiting?.diagnoses} />
          </Tabs.Tab>
          <Tabs.Tab value="suggestions">
            Suggested rules <Count number={waiting?.suggestions} />
          </Tabs.Tab>
          <Tabs.Tab value="corrections">Corrections</Tabs.Tab>
          <Tabs.Tab value="feedback">Feedback</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="diagnoses" className={styles.tab ?? ''}>
          <DiagnosesTab search={search} onSearch={onSearch} />
        </Tabs.Panel>
        <Tabs.Panel value="suggestions" className={styles.tab ?? ''}>
          <SuggestionsTab search={search} onSearch={onSearch} />
        </Tabs.Panel>
        <Tabs.Panel value="corrections" className={styles.tab ?? ''}>
          <CorrectionsTab search={search} onSearch={onSearch} />
        </Tabs.Panel>
        <Tabs.Panel value="feedback" className={styles.tab ?? ''}>
          <FeedbackTab search={search} onSearch={onSearch} />
        </Tabs.Panel>
      </Tabs>
    </PageFrame>
  );
}

function Count({ number }: { readonly number: number | undefined }) {
  if (number === undefined || number === 0) return null;
  return (
    <span className={styles.count}>
      {number >= 1000 ? '999+' : number}
      <span className="only-read"> waiting</span>
    </span>
  );
}
